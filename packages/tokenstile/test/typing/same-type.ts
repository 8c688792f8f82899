/** Compiles only if both types are the same, not merely assignable to each other. Does nothing at run time. */
export function assertSameType<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void {}

/** Takes code that is compiled and never runs. */
export function compileOnly(_code: () => unknown): void {}
