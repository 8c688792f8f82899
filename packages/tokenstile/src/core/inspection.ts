import { ConfigError } from './errors.ts'
import type { Stations } from './journey.ts'

/** The inside of a verifier, for `explain`: beside the object, so that its users cannot reach it. */
const inside = new WeakMap<object, Stations>()

export function rememberStations(verifier: object, stations: Stations): void {
  inside.set(verifier, stations)
}

/** The stations of a verifier; undefined for an object that this build of the package did not make. */
export function stationsOf(verifier: object): Stations | undefined {
  return inside.get(verifier)
}

/** The clock of a verifier, in milliseconds. Throws a `ConfigError` for what is no verifier. */
export function clockOf(verifier: object): () => number {
  const stations = stationsOf(verifier)
  if (stations === undefined)
    throw new ConfigError('verifier', 'expected what createVerifier gave, from the same build of the package')
  return stations.settings.now
}
