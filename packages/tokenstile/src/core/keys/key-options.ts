import type { RemoteKeys, StaticKeys } from '../issuer-options.ts'
import type { KeyOptions, RemoteKeyOptions } from '../issuer-policy.ts'
import { readHttpsUrl, readInteger, readNumber, readObject } from '../option-readers.ts'
import type { KeySource } from './key-source.ts'

const REMOTE_NAMES: readonly (keyof RemoteKeys)[] = [
  'discoveryUrl',
  'jwksUri',
  'ttlSeconds',
  'staleSeconds',
  'timeoutMs',
  'maxBytes',
  'unknownKids',
]
const DAY = 86_400

/** Tells the three places that keys come from apart and reads the options of a remote one. */
export function readKeyOptions(path: string, value: unknown, httpHosts: readonly string[]): KeyOptions {
  if (value === undefined)
    return { from: 'remote', given: undefined, remote: readRemote(path, {}, httpHosts) }
  if (typeof value === 'object' && value !== null) {
    // A source may be an instance of a class: its methods are not own members and its other members are its own affair.
    if (typeof (value as Partial<KeySource>).find === 'function')
      return { from: 'source', given: value as KeySource }
    if ('jwks' in value) {
      readObject(path, value, ['jwks'])
      return { from: 'static', given: value as StaticKeys, path: `${path}.jwks` }
    }
  }
  return { from: 'remote', given: value as RemoteKeys, remote: readRemote(path, value, httpHosts) }
}

function readRemote(path: string, value: unknown, httpHosts: readonly string[]): RemoteKeyOptions {
  const given = readObject(path, value, REMOTE_NAMES)
  const number = (
    name: keyof RemoteKeys,
    unit: string,
    min: number,
    max: number,
    byDefault: number,
  ): number =>
    given[name] === undefined ? byDefault : readNumber(`${path}.${name}`, given[name], { min, max, unit })
  const url = (name: 'discoveryUrl' | 'jwksUri'): string | undefined =>
    given[name] === undefined ? undefined : readHttpsUrl(`${path}.${name}`, given[name], httpHosts).href
  const options = {
    discoveryUrl: url('discoveryUrl'),
    jwksUri: url('jwksUri'),
    ttlSeconds: number('ttlSeconds', 'seconds', 1, DAY, 300),
    staleSeconds: number('staleSeconds', 'seconds', 0, 7 * DAY, 4 * 3600),
    timeoutMs: number('timeoutMs', 'milliseconds', 1, 120_000, 5_000),
    maxBytes: number('maxBytes', 'bytes', 1024, 64 * 1024 * 1024, 512 * 1024),
    unknownKids: readUnknownKids(`${path}.unknownKids`, given['unknownKids']),
  }
  return Object.freeze(options)
}

function readUnknownKids(path: string, value: unknown): RemoteKeyOptions['unknownKids'] {
  if (value === undefined) return { fetches: 2, perSeconds: 30 }
  const given = readObject(path, value, ['fetches', 'perSeconds'])
  return Object.freeze({
    fetches: readInteger(`${path}.fetches`, given['fetches'], { min: 1, max: 100, unit: 'fetches' }),
    perSeconds: readNumber(`${path}.perSeconds`, given['perSeconds'], { min: 1, max: 3600, unit: 'seconds' }),
  })
}
