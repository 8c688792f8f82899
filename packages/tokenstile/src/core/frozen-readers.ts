type AnyReader = (...args: never[]) => unknown

/** Readers of our own whose results are deeply frozen JSON already: copying them would only cost time. */
const frozenReaders = new WeakSet<AnyReader>()

/** Marks a reader of ours. Its results must be deeply frozen JSON: nobody looks again. */
export function givesFrozenJson<Reader extends AnyReader>(reader: Reader): Reader {
  frozenReaders.add(reader)
  return reader
}

export function needsNoCopy(reader: AnyReader): boolean {
  return frozenReaders.has(reader)
}
