/* SPDX-License-Identifier: MIT */
/*
 * browser.js FOLDER: opens a drawing in headless Chromium and uses it as a person would; gives the
 * stacks and the timeline to speedscope (its page, unchanged) and compares what it exports with the
 * sums of our own file. TAP on stdout; pictures of what was seen are left in FOLDER.
 */
'use strict';
const fs = require('fs'), path = require('path');
const { chromium } = require('playwright-core');
const dir = process.argv[2];
let nr = 0;

function result(ok, name, said) {
	console.log((ok ? 'ok ' : 'not ok ') + ++nr + ' - ' + name);
	if (!ok && said !== undefined)
		console.log('# ' + JSON.stringify(said));
}

function frame(page, name) {
	return page.locator('#chart rect').filter({ hasText: name }).first();
}

async function box(page, name) { return frame(page, name).boundingBox(); }

async function drawing(browser) {
	const page = await browser.newPage({ viewport: { width: 1300, height: 700 } });
	const errors = [];
	page.on('pageerror', e => errors.push(e.message));
	await page.goto('file://' + path.join(dir, 'plain.svg'));
	const outer = await box(page, 'ping-100'), inner = await box(page, /^leaf/);
	result(outer.width > 300 && inner.width < 300, 'frames are drawn', [outer, inner]);

	await frame(page, 'ping-100').hover();
	result((await page.textContent('#detail')).includes('ping-100  1.000us (25.00%), 6 calls'), 'hovering tells the figures',
		await page.textContent('#detail'));

	await frame(page, 'ping-100').click();
	result((await box(page, 'ping-100')).width > 1270, 'a click zooms');
	result(!await frame(page, 'worker-200').isVisible(), 'what is outside goes away');
	await page.screenshot({ path: path.join(dir, 'zoomed.png') });
	await page.click('#reset');
	result(await frame(page, 'worker-200').isVisible() && (await box(page, 'ping-100')).width === outer.width,
		'reset shows all');

	await page.keyboard.press('Escape');
	await page.keyboard.press('/');
	await page.keyboard.type('^leaf$|xmit');
	result(await page.textContent('#matched') === 'matched 36.25%', 'search tells the matched share',
		await page.textContent('#matched'));
	result(await page.locator('#chart .hit').count() === 5, 'search marks frames');
	await page.screenshot({ path: path.join(dir, 'searched.png') });
	await page.fill('#search', '(');
	result((await page.textContent('#matched')).startsWith('not a'), 'a bad expression is said to be one');
	await page.focus('#search');
	await page.keyboard.press('Escape');
	result(await page.textContent('#matched') === '' && await page.locator('#chart .hit').count() === 0,
		'Escape ends the search');

	await frame(page, 'ping-100').focus();
	await page.keyboard.press('ArrowDown');
	result((await page.textContent('#detail')).startsWith('outer  1.000us'), 'down goes to the widest callee',
		await page.textContent('#detail'));
	await page.keyboard.press('Enter');
	result((await box(page, /^outer/)).width > 1270, 'Enter zooms');
	await page.keyboard.press('Escape');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowRight');
	result((await page.textContent('#detail')).startsWith('worker-200'), 'arrows go up and along',
		await page.textContent('#detail'));
	await page.setViewportSize({ width: 900, height: 700 });
	await page.waitForTimeout(300);
	result(await page.getAttribute('svg', 'width') === '900', 'it fits a narrower window');
	await page.pdf({ path: path.join(dir, 'printed.pdf') });
	result(errors.length === 0, 'no error in the script', errors);
	await page.close();
}

async function hostile(browser) {
	const page = await browser.newPage();
	let alerted = false;
	page.on('dialog', d => { alerted = true; d.dismiss(); });
	await page.goto('file://' + path.join(dir, 'hostile.svg'));
	await page.fill('#search', 'script');
	result(!alerted && await page.textContent('#matched') !== '', 'hostile names run nothing');
	await page.close();
}

async function large(browser) {
	const page = await browser.newPage({ viewport: { width: 1300, height: 700 } });
	const start = Date.now();
	await page.goto('file://' + path.join(dir, 'large.svg'));
	const loaded = Date.now();
	const zoom = await page.evaluate(() => {
		const from = performance.now();
		document.querySelectorAll('#chart rect')[1].dispatchEvent(new MouseEvent('click', { bubbles: true }));
		document.documentElement.getBoundingClientRect();
		return performance.now() - from;
	});
	console.log('# 100,000 stacks: loaded in ' + (loaded - start) + ' ms, zoomed in ' + Math.round(zoom) + ' ms');
	result(loaded - start < 10000 && zoom < 2000, '100,000 stacks: quick to open and to zoom', [loaded - start, zoom]);
	result(/Not drawn: \d+ frames/.test(await page.textContent('svg')), '100,000 stacks: says what is not drawn');
	await page.screenshot({ path: path.join(dir, 'large.png') });
	await page.close();
}

/* What speedscope makes of a file: its own export of it. */
async function speedscope(browser, file) {
	const page = await browser.newPage({ viewport: { width: 1300, height: 700 }, acceptDownloads: true });
	const at = require.resolve('speedscope/dist/release/index.html');
	await page.goto('file://' + at);
	await page.setInputFiles('input[type=file]', path.join(dir, file));
	await page.waitForSelector('text=Time Order');
	await page.screenshot({ path: path.join(dir, file + '.png') });
	const download = page.waitForEvent('download');
	await page.keyboard.press('Control+s');
	const saved = path.join(dir, file + '.speedscope');
	await (await download).saveAs(saved);
	await page.close();
	return JSON.parse(fs.readFileSync(saved));
}

function sum(list) { return list.reduce((a, b) => a + b, 0); }

async function importers(browser) {
	for (const name of ['plain', 'real']) {
		const lines = fs.readFileSync(path.join(dir, name + '.folded'), 'utf8').trimEnd().split('\n');
		const ours = sum(lines.map(l => Number(l.slice(l.lastIndexOf(' ')))));
		const theirs = await speedscope(browser, name + '.folded');
		result(sum(theirs.profiles.map(p => p.endValue)) === ours, name + '.folded: speedscope has the same total',
			[ours, theirs.profiles.map(p => p.endValue)]);
	}
	for (const name of ['plain', 'real']) {
		const events = JSON.parse(fs.readFileSync(path.join(dir, name + '.json'))).traceEvents;
		const begun = events.filter(e => e.ph === 'X' && e.dur > 0).length;
		const theirs = await speedscope(browser, name + '.json');
		const opened = theirs.profiles.map(p => p.events.filter(e => e.type === 'O').length);
		const names = new Set(events.filter(e => e.ph === 'M' && e.name === 'thread_name').map(e => e.args.name));
		result(sum(opened) === begun, name + '.json: speedscope has every call', [begun, opened]);
		const depth = Math.max(...theirs.profiles.map(p => p.events.reduce(([now, most], e) =>
			e.type === 'O' ? [now + 1, Math.max(most, now + 1)] : [now - 1, most], [0, 0])[1]));
		const lines = fs.readFileSync(path.join(dir, name + '.folded'), 'utf8').trimEnd().split('\n');
		const ours = Math.max(...lines.map(l => l.split(';').length - 1));
		result(depth === ours, name + '.json: speedscope nests them as deep as the stacks are', [depth, ours]);
		result(theirs.profiles.every(p => [...names].some(n => p.name.includes(n))),
			name + '.json: speedscope has the tasks', theirs.profiles.map(p => p.name));
	}
}

(async () => {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
	await drawing(browser);
	await hostile(browser);
	await large(browser);
	await importers(browser);
	await browser.close();
	console.log('1..' + nr);
})().catch(e => {
	console.log('not ok ' + ++nr + ' - the browser goes along');
	console.log('# ' + e.message.replace(/\n/g, '\n# '));
	console.log('1..' + nr);
});
