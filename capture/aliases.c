/* SPDX-License-Identifier: MIT */
/*
 * What a function of another kernel is called on this one. Tried in this order, and only when nothing
 * has the name itself:
 *
 * system call	sys_NAME, SyS_NAME and the forms that architectures give it (__x64_sys_NAME, __arm64_sys_NAME)
 *		stand for each other
 * suffix	NAME.isra.0, NAME.constprop.0, NAME.part.0: the same function as the compiler left it; also
 *		the other way round
 * allocator	NAME and NAME_noprof (since 6.10 NAME itself is a macro)
 * renamed	the groups below, checked against the kernels that the tests run
 */
#include <stdio.h>
#include <string.h>

#include "../util/mem.h"
#include "functions.h"

/* The machine's own entry comes first: a 32-bit or compat entry is another function. */
static const char *const syscall_forms[] = {
	"__x64_sys_", "__arm64_sys_", "__riscv_sys_", "__s390x_sys_", "SyS_",
	"sys_",	      "__se_sys_",    "__do_sys_",    "ksys_",
};

/*
 * Each group is one function, or the one that took over its work, newest name first; the comment
 * says since when. A name is in one group only.
 */
/* clang-format off */
static const char *const renamed[] = {
	"kernel_clone _do_fork do_fork",			     /* 5.10, 4.2 */
	"do_execveat_common __do_execve_file",			     /* 5.9 */
	"filename_unlinkat do_unlinkat",			     /* 7.0 */
	"filename_mkdirat do_mkdirat",				     /* 7.0 */
	"filename_rmdir do_rmdir",				     /* 7.0 */
	"filename_linkat do_linkat",				     /* 7.0 */
	"filename_symlinkat do_symlinkat",			     /* 7.0 */
	"filename_renameat2 do_renameat2",			     /* 7.0 */
	"do_file_open do_filp_open",				     /* 7.0 */
	"vfs_fstat vfs_statx_fd",				     /* 5.10 */
	"vfs_read __vfs_read",					     /* 5.8 */
	"vfs_write __vfs_write",				     /* 5.8 */
	"submit_bio_noacct generic_make_request",		     /* 5.9 */
	"blk_mq_submit_bio blk_mq_make_request",		     /* 5.9 */
	"blk_mq_insert_request blk_mq_sched_insert_request",	     /* 6.4 */
	"handle_softirqs __do_softirq",				     /* 6.10 */
	"__common_interrupt do_IRQ",				     /* 5.11 */
	"__sysvec_apic_timer_interrupt smp_apic_timer_interrupt",    /* 5.8 */
	"timer_delete del_timer",				     /* 6.2 */
	"timer_delete_sync del_timer_sync",			     /* 6.2 */
	"timer_delete_sync_try try_to_del_timer_sync",		     /* 6.15 */
	"__alloc_frozen_pages_noprof __alloc_pages_noprof __alloc_pages __alloc_pages_nodemask", /* 6.14, 6.10, 5.13 */
	"__kmalloc_cache_noprof kmalloc_trace kmem_cache_alloc_trace", /* 6.10, 6.1 */
	"kfree_sensitive kzfree",				     /* 5.9 */
	"free_frozen_pages free_unref_page",			     /* 6.14 */
	"__filemap_get_folio_mpol __filemap_get_folio pagecache_get_page find_get_page", /* 7.0, 5.16, 5.10 */
	"filemap_add_folio add_to_page_cache_lru",		     /* 5.16 */
	"filemap_alloc_folio __page_cache_alloc",		     /* 5.16 */
	"folio_mark_accessed mark_page_accessed",		     /* 5.16 */
	"folio_add_lru lru_cache_add",				     /* 5.16 */
	"folio_wait_bit wait_on_page_bit",			     /* 5.16 */
	"__folio_put __put_page",				     /* 5.16 */
	"shmem_get_folio_gfp shmem_getpage_gfp",		     /* 6.1 */
	"ext4_read_folio ext4_readpage",			     /* 5.19 */
	"page_cache_sync_ra page_cache_sync_readahead",		     /* 5.10 */
	"page_cache_ra_unbounded __do_page_cache_readahead",	     /* 5.8 */
	"vma_merge_new_range vma_merge",			     /* 6.13 */
};
/* clang-format on */

/* Appends glob when something matches it. Returns 1 then. */
static int take(const struct functions *n, const char *glob, struct words *found)
{
	if (!functions_have(n, glob))
		return 0;
	words_add(found, glob);
	return 1;
}

static int take_formatted(const struct functions *n, const char *start, const char *end,
			  struct words *found)
{
	char *glob = xasprintf("%s%s", start, end);
	int ret = take(n, glob, found);

	free(glob);
	return ret;
}

static int take_syscall(const struct functions *n, const char *word, struct words *found)
{
	const size_t nr = sizeof(syscall_forms) / sizeof(*syscall_forms);
	size_t len;

	for (size_t i = 0; i < nr; i++) {
		len = strlen(syscall_forms[i]);
		if (strncmp(word, syscall_forms[i], len) || !word[len])
			continue;
		for (size_t j = 0; j < nr; j++)
			if (take_formatted(n, syscall_forms[j], word + len, found))
				return 1;
	}
	return 0;
}

/* "foo" is "foo.*" here, or "foo.isra.0" is "foo" or another "foo.*". What is left of ".cold" is no function. */
static int take_suffixed(const struct functions *n, const char *word, struct words *found)
{
	char *base = xstrdup(word);
	int ret;

	base[strcspn(base, ".")] = 0;
	ret = base[0] && ((word[strlen(base)] && take(n, base, found)) ||
			  take_formatted(n, base, ".*", found));
	free(base);
	return ret;
}

static int take_noprof(const struct functions *n, const char *word, struct words *found)
{
	static const char suffix[] = "_noprof";
	size_t len = strlen(word), cut = sizeof(suffix) - 1;
	char *base;
	int ret;

	if (len <= cut || strcmp(word + len - cut, suffix))
		return take_formatted(n, word, suffix, found);
	base = xstrdup(word);
	base[len - cut] = 0;
	ret = take(n, base, found);
	free(base);
	return ret;
}

static int take_renamed(const struct functions *n, const char *word, struct words *found)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++) {
		const char *at = renamed[i];
		char *group, *name, *save;
		int ret = 0;

		while (at && (strncmp(at, word, len) || (at[len] && at[len] != ' ')))
			at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
		if (!at)
			continue;
		group = xstrdup(renamed[i]);
		for (name = strtok_r(group, " ", &save); name && !ret;
		     name = strtok_r(NULL, " ", &save))
			ret = take(n, name, found) || take_suffixed(n, name, found) ||
			      take_noprof(n, name, found);
		free(group);
		return ret;
	}
	return 0;
}

const char *functions_instead(const struct functions *n, const char *word, struct words *found)
{
	if (take_syscall(n, word, found))
		return "the system call's name here";
	if (strpbrk(word, "*?["))
		return NULL;
	if (take_suffixed(n, word, found))
		return "as the compiler left it";
	if (take_noprof(n, word, found))
		return "renamed";
	return take_renamed(n, word, found) ? "renamed" : NULL;
}
