import type { DefectName } from '../defects.ts'
import type { MintOrder } from '../trials/mint-order.ts'
import { tokenAttack, type Attack, type Kit } from './attack.ts'

type Order = (kit: Kit) => MintOrder | undefined

/** A token with a good signature of the issuer's, and one claim wrong: only the local issuer makes these. */
function signedClaims(defect: DefectName, name: string, sentence: string, order: Order): Attack {
  return tokenAttack('claims', defect, name, sentence, (kit) => {
    const wanted = order(kit)
    return wanted === undefined ? undefined : kit.mint?.(wanted)
  })
}

const now = (): number => Math.floor(Date.now() / 1000)
const HOUR = 3600

function claims(values: Readonly<Record<string, unknown>>): MintOrder {
  return { forge: { claims: values } }
}

function without(...names: readonly string[]): MintOrder {
  return { forge: { without: names } }
}

const times: readonly Attack[] = [
  signedClaims('expiry-not-checked', 'expired', 'it ended an hour ago', () => ({ fault: 'expired' })),
  signedClaims(
    'expiry-not-checked',
    'expired-ten-minutes',
    'it ended ten minutes ago: more than any tolerance',
    () => claims({ iat: now() - HOUR, exp: now() - 600 }),
  ),
  signedClaims('expiry-not-checked', 'expired-text', 'it ended an hour ago, and the time is text', () =>
    claims({ exp: String(now() - HOUR) }),
  ),
  signedClaims('expiry-not-checked', 'expired-list', 'its end lies ahead, and the time is in a list', () =>
    claims({ exp: [now() + HOUR] }),
  ),
  signedClaims('expiry-not-checked', 'expired-true', 'its end is the word true', () => claims({ exp: true })),
  signedClaims('expiry-not-checked', 'expired-zero', 'it ended in 1970 (exp is 0)', () => claims({ exp: 0 })),
  signedClaims('expiry-not-checked', 'expired-negative', 'it ended before 1970', () => claims({ exp: -1 })),
  signedClaims('expiry-not-required', 'no-expiry', 'it says nothing about its end', () => ({
    fault: 'no-expiry',
  })),
  signedClaims('expiry-not-required', 'null-expiry', 'its end is null', () => claims({ exp: null })),
  signedClaims('lenient-claims', 'text-expiry', 'its end lies ahead, and the time is text', () => ({
    fault: 'text-expiry',
  })),
  signedClaims('not-before-not-checked', 'not-yet-valid', 'it counts from an hour ahead (nbf)', () => ({
    fault: 'not-yet-valid',
  })),
  signedClaims(
    'not-before-not-checked',
    'not-yet-valid-text',
    'it counts from an hour ahead, and the time is text',
    () => claims({ nbf: String(now() + HOUR), exp: now() + 2 * HOUR }),
  ),
  signedClaims('lenient-claims', 'issued-ahead', 'it was issued a day ahead (iat)', () =>
    claims({ iat: now() + 24 * HOUR, exp: now() + 25 * HOUR }),
  ),
]

/** The right value, changed by text. */
function nearIssuer(change: (iss: string) => unknown): Order {
  return ({ good }) =>
    typeof good.claims['iss'] === 'string' ? claims({ iss: change(good.claims['iss']) }) : undefined
}

const issuers: readonly Attack[] = [
  signedClaims('issuer-not-checked', 'wrong-issuer', 'it names another issuer', () => ({
    fault: 'wrong-issuer',
  })),
  signedClaims('issuer-not-checked', 'no-issuer', 'it names no issuer', () => without('iss')),
  signedClaims('issuer-not-checked', 'issuer-empty', 'its issuer is an empty text', () =>
    claims({ iss: '' }),
  ),
  signedClaims(
    'issuer-not-checked',
    'issuer-list',
    'its issuer is a list: an attacker, and the right one',
    nearIssuer((iss) => ['https://attacker.example', iss]),
  ),
  signedClaims(
    'issuer-not-checked',
    'issuer-longer',
    'its issuer begins with the right one',
    nearIssuer((iss) => `${iss}.attacker.example`),
  ),
  signedClaims(
    'issuer-not-checked',
    'issuer-behind',
    'its issuer ends with the right one',
    nearIssuer((iss) => `https://attacker.example/${iss}`),
  ),
  signedClaims(
    'issuer-not-checked',
    'issuer-part',
    'its issuer is a part of the right one',
    nearIssuer((iss) => iss.slice(0, -2)),
  ),
  signedClaims(
    'issuer-not-checked',
    'issuer-path',
    'its issuer is a path below the right one',
    nearIssuer((iss) => `${iss}/tenant`),
  ),
]

/** The audience that the good token was taken for. */
function nearAudience(change: (aud: string) => unknown): Order {
  return ({ good }) => {
    const { aud } = good.claims
    const first: unknown = Array.isArray(aud) ? aud[0] : aud
    return typeof first === 'string' && first.length > 3 ? claims({ aud: change(first) }) : undefined
  }
}

const audiences: readonly Attack[] = [
  signedClaims('audience-not-checked', 'wrong-audience', 'it is for another API', () => ({
    fault: 'wrong-audience',
  })),
  signedClaims(
    'audience-not-checked',
    'wrong-audience-text',
    'it is for another API, named by text instead of a list',
    () => claims({ aud: 'https://other-api.example' }),
  ),
  signedClaims('audience-not-checked', 'no-audience', 'it is for nobody in particular', () => without('aud')),
  signedClaims('audience-not-checked', 'audience-empty', 'its audience is an empty text', () =>
    claims({ aud: '' }),
  ),
  signedClaims('audience-not-checked', 'audience-empty-list', 'its audience is an empty list', () =>
    claims({ aud: [] }),
  ),
  signedClaims('audience-not-checked', 'audience-null', 'its audience is null', () => claims({ aud: null })),
  signedClaims(
    'audience-not-checked',
    'audience-longer',
    'its audience begins with the right one',
    nearAudience((aud) => `${aud}.attacker.example`),
  ),
  signedClaims(
    'audience-not-checked',
    'audience-part',
    'its audience is a part of the right one',
    nearAudience((aud) => aud.slice(0, -2)),
  ),
  signedClaims(
    'audience-not-checked',
    'audience-inside',
    'its audience holds the right one inside a longer text',
    nearAudience((aud) => `https://attacker.example/?${aud}`),
  ),
  signedClaims(
    'audience-not-checked',
    'audience-object',
    'its audience is an object whose member is the right one',
    nearAudience((aud) => ({ [aud]: true })),
  ),
  signedClaims(
    'audience-not-checked',
    'audience-nested',
    'its audience is a list inside a list',
    nearAudience((aud) => [[aud, 'x']]),
  ),
]

const others: readonly Attack[] = [
  signedClaims('lenient-claims', 'no-subject', 'it names nobody (sub)', () => without('sub')),
  signedClaims('lenient-claims', 'subject-number', 'its subject is a number', () => claims({ sub: 7 })),
  signedClaims('lenient-claims', 'subject-empty', 'its subject is an empty text', () => claims({ sub: '' })),
  signedClaims('lenient-claims', 'subject-object', 'its subject is an object', () =>
    claims({ sub: { $ne: null } }),
  ),
  signedClaims(
    'sender-not-checked',
    'bound-to-key',
    'it is bound to a key of its sender (cnf.jkt), and no proof came',
    () => claims({ cnf: { jkt: 'A'.repeat(43) } }),
  ),
  signedClaims(
    'sender-not-checked',
    'bound-to-certificate',
    'it is bound to a certificate of its sender, and none came',
    () => claims({ cnf: { 'x5t#S256': 'A'.repeat(43) } }),
  ),
]

export const claimAttacks: readonly Attack[] = [...times, ...issuers, ...audiences, ...others]
