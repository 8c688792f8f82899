import { createBare } from './bare.ts'
import { toTable } from './markdown-table.ts'
import { createColdOurs } from './ours.ts'
import { createPeers } from './peers.ts'
import type { Signed, TokenChanges } from './signed-tokens.ts'
import { accepts, type Verifying } from './verifying.ts'

const HOUR = 3600
const now = Math.floor(Date.now() / 1000)

/** Tokens with a good signature of the issuer's key, each of which a resource server must not or should not take. */
const SIGNED_ATTACKS: readonly (readonly [string, TokenChanges])[] = [
  ['another audience', { claims: { aud: 'https://other.example' } }],
  ['another issuer', { claims: { iss: 'https://other.example' } }],
  ['expired an hour ago', { claims: { iat: now - 2 * HOUR, exp: now - HOUR } }],
  ['no `exp`', { claims: { exp: undefined } }],
  ['`exp` is a string', { claims: { exp: '9999999999' } }],
  ['not valid for another hour (`nbf`)', { claims: { nbf: now + HOUR } }],
  ['issued in an hour (`iat`)', { claims: { iat: now + HOUR, exp: now + 2 * HOUR } }],
  ['`typ` is `JWT`, as in an ID token', { header: { typ: 'JWT' } }],
  ['no `typ`', { header: { typ: undefined } }],
  ['no `jti`', { claims: { jti: undefined } }],
  ['`sub` is an object', { claims: { sub: {} } }],
  ['an unknown `crit`', { header: { crit: ['x'], x: 1 } }],
  ['a claim twice', { rewriteClaims: (json) => json.replace('{', '{"sub":"somebody-else",') }],
]

/** Which of the attacks each contestant accepts, tried with the very functions whose speed is measured. */
export async function attackTable(signed: Signed): Promise<string> {
  const [ours] = createColdOurs(signed)
  const contestants = [
    ...(ours === undefined ? [] : [ours]),
    ...(await createPeers(signed)),
    createBare(signed),
  ]
  for (const contestant of contestants) await requireWorking(contestant, signed)
  const attacks = [
    ...SIGNED_ATTACKS.map(([name, changes]) => [name, signed.sign(changes)] as const),
    ['the same signature in another spelling', spellOtherwise(signed.sign())] as const,
  ]
  const rows = []
  for (const [name, token] of attacks) {
    const answers = []
    for (const contestant of contestants) answers.push((await accepts(contestant, token)) ? 'accepts' : '')
    rows.push([name, ...answers])
  }
  return toTable(['a signed token with', ...contestants.map(shortName)], rows)
}

/** A contestant that refuses good tokens, or takes forged ones, would make every other number meaningless. */
async function requireWorking(contestant: Verifying, signed: Signed): Promise<void> {
  const good = signed.sign()
  const dot = good.lastIndexOf('.')
  const forged = `${good.slice(0, dot + 1)}${good[dot + 1] === 'A' ? 'B' : 'A'}${good.slice(dot + 2)}`
  if (!(await accepts(contestant, good))) throw new Error(`${contestant.name} refuses a good token`)
  if (await accepts(contestant, forged)) throw new Error(`${contestant.name} accepts a forged token`)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Sets a bit that base64url leaves unused at the end: other text, same bytes. */
function spellOtherwise(token: string): string {
  const last = ALPHABET.indexOf(token.slice(-1))
  return `${token.slice(0, -1)}${ALPHABET[last ^ 1]}`
}

function shortName({ name }: Verifying): string {
  return name.split(/[,:]/)[0] as string
}
