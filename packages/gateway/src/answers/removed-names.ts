/**
 * Gives what tells which headers of a client a proxy is to take off on a pass: those of the identity that are empty, and
 * other spellings of the `names`, such as `x_user_id`, which some backends read as one of them. All in lower case.
 *
 * Does NOT name a header that has a value: Envoy takes off after it sets.
 */
export function createRemovedNames(
  names: readonly string[],
  joints: readonly string[] = ['_'],
): (identity: readonly string[]) => readonly string[] {
  const aliases = names.flatMap((name) => joints.map((joint) => name.toLowerCase().replaceAll('-', joint)))
  return (identity) => {
    const filled = new Set<string>()
    const removed = new Set(aliases)
    for (let at = 0; at < identity.length; at += 2) {
      const name = (identity[at] as string).toLowerCase()
      if (identity[at + 1] === '') removed.add(name)
      else filled.add(name)
    }
    return [...removed].filter((name) => !filled.has(name))
  }
}
