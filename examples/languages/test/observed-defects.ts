import type { RunningBackend } from '@tokenstile/example-languages'
import type { FaultName, RunningIssuer } from '@tokenstile/issuer'
import { ask, type Answer } from './ask.ts'

const KEYS = '/oauth2/jwks'

/** What each fault proves that is let through. */
const PROOFS: readonly (readonly [defect: string, ...FaultName[]])[] = [
  ['signature-not-checked', 'another-key', 'tampered-payload', 'stripped-signature'],
  ['alg-none', 'alg-none', 'unsecured'],
  ['key-confusion', 'hs256-with-public-key'],
  ['key-from-token', 'embedded-jwk', 'jku'],
  ['issuer-not-checked', 'wrong-issuer'],
  ['audience-not-checked', 'wrong-audience', 'machine-token'],
  ['expiry-not-checked', 'expired', 'no-expiry'],
  ['not-before-not-checked', 'not-yet-valid'],
  ['type-not-checked', 'wrong-type', 'id-token'],
  ['crit-ignored', 'unknown-crit'],
]

/** Where no signature is checked, nothing that a header says of the signature is. */
const PART_OF_NO_SIGNATURE = new Set(['alg-none', 'key-confusion', 'key-from-token', 'crit-ignored'])

/**
 * What is wrong with a backend, as far as these few questions tell; `tokenstile probe` asks many more. The backend has to be
 * a new one: the first question is what it does before it ever had a key.
 */
export async function observeDefects(
  issuer: RunningIssuer,
  running: RunningBackend,
): Promise<readonly string[]> {
  const defects = new Set<string>()
  const good = await issuer.token({ user: 'alice' })
  issuer.breakPath(KEYS, { status: 503 })
  issuer.breakPath('/.well-known/openid-configuration', { status: 503 })
  if ((await ask(running, '/me', good)).status === 401) defects.add('outage-as-401')
  issuer.mendPath()
  await untilPasses(running, good)

  for (const [defect, ...faults] of PROOFS) {
    for (const fault of faults) {
      const answer = await ask(running, '/me', await issuer.token({ user: 'alice', fault }))
      if (isLetThrough(answer)) defects.add(defect)
      else addWaysToRefuse(defects, answer)
    }
  }
  addWaysToRefuse(defects, await ask(running, '/me'))
  if (isLetThrough(await ask(running, `/me?access_token=${good}`))) defects.add('token-in-query')
  const other = await issuer.token({ user: 'bob', fault: 'another-key' })
  const authorization = [`Bearer ${good}`, `Bearer ${other}`]
  if (isLetThrough(await ask(running, '/me', { authorization }))) defects.add('first-of-two-headers')
  if (defects.has('signature-not-checked')) for (const part of PART_OF_NO_SIGNATURE) defects.delete(part)
  for (const defect of await observeKeys(issuer, running)) defects.add(defect)
  return [...defects].toSorted()
}

async function observeKeys(issuer: RunningIssuer, running: RunningBackend): Promise<readonly string[]> {
  const defects: string[] = []
  const fetches = (): number => issuer.requests(KEYS).length
  await issuer.rotateKeys()
  const fresh = await issuer.token({ user: 'alice' })
  if (!(await untilPasses(running, fresh))) defects.push('first-key')
  const start = fetches()
  for (let count = 0; count < 5; count++) await ask(running, '/me', fresh)
  const perRequest = fetches() - start
  if (perRequest >= 5) defects.push('keys-per-request')
  const unknown = await issuer.token({ user: 'alice', fault: 'unknown-kid' })
  const before = fetches()
  for (let count = 0; count < 20; count++) await ask(running, '/me', unknown)
  if (fetches() - before >= 10) defects.push('flood-reaches-issuer')
  return defects
}

function addWaysToRefuse(defects: Set<string>, { status, challenge, body }: Answer): void {
  if (status !== 401) defects.add('refusal-not-401')
  if (challenge === undefined) defects.add('challenge-missing')
  if (/^\s*at .+:\d+:\d+|Traceback|node_modules/m.test(body)) defects.add('leaks')
}

/** The answer that a good token gets. */
function isLetThrough({ status, body }: Answer): boolean {
  return status === 200 && body.includes('"sub"')
}

/** The backends here look for a new key once a second. */
async function untilPasses(running: RunningBackend, token: string): Promise<boolean> {
  for (const end = performance.now() + 3_000; performance.now() < end;) {
    if (isLetThrough(await ask(running, '/me', token))) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}
