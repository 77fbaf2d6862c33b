// SPDX-License-Identifier: MIT
/*
 * callee: call callee(8, 9), which returns their sum, 17. tests/progs/build makes callee.pie of it too, and callee.stripped.
 */
__attribute__((noipa)) int callee(int a, int b)
{
	return a + b;
}

int main(void)
{
	return callee(8, 9) != 17;
}
