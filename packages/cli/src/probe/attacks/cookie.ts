import type { Shot } from '../target/send.ts'
import type { Attack, Kit } from './attack.ts'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

function crossSite(name: string, sentence: string, headers: readonly (readonly [string, string])[]): Attack {
  return {
    name,
    family: 'cookie',
    sentence,
    defect: 'cookie-without-origin',
    tolerates: 'forbidden',
    make: (kit) => (isCookieThatChanges(kit) ? fromPage(kit, headers) : undefined),
  }
}

/** A page may always have a foreign address fetched by GET; what it may not do is change something. */
function isCookieThatChanges({ place, method }: Kit): boolean {
  return place === 'cookie' && !SAFE_METHODS.includes(method)
}

function withHeaders(shot: Shot, headers: readonly (readonly [string, string])[]): Shot {
  return { ...shot, headers: [...(shot.headers ?? []), ...headers] }
}

/** What the user has every request say of its page, this one does not. */
function fromPage(kit: Kit, headers: readonly (readonly [string, string])[]): Shot {
  return { ...withHeaders(kit.carry(kit.good.text), headers), without: OF_PAGES }
}

const OF_PAGES = ['origin', 'referer', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest']

const ATTACKER = 'https://attacker.example'

/** A good cookie, in a request that a foreign page made. */
export const cookieAttacks: readonly Attack[] = [
  crossSite('csrf-origin', 'a good cookie, from a page of another origin', [
    ['Origin', ATTACKER],
    ['Sec-Fetch-Site', 'cross-site'],
  ]),
  crossSite('csrf-null-origin', 'a good cookie, from a page whose origin is null', [['Origin', 'null']]),
  crossSite('csrf-no-origin', 'a good cookie, and no word about the page', []),
  crossSite('csrf-longer-origin', 'a good cookie, from an origin that begins as the own one does', [
    ['Origin', 'http://localhost.attacker.example'],
    ['Sec-Fetch-Site', 'cross-site'],
  ]),
  {
    name: 'cookie-behind-bad-header',
    family: 'cookie',
    sentence: 'a good cookie beside a bad token in the Authorization header',
    defect: 'lenient-header',
    tolerates: 'malformed',
    make: (kit) =>
      kit.place === 'cookie'
        ? withHeaders(kit.carry(kit.good.text), [['Authorization', 'Bearer not-a-token']])
        : undefined,
  },
]
