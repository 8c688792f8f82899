/** Gives a copy of plain data that nobody can change, at any depth. */
export function toFrozenCopy<T extends object>(given: T): T {
  return freeze(structuredClone(given))
}

function freeze<T extends object>(value: T): T {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) freeze(member)
  }
  return Object.freeze(value)
}
