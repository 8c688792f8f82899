/**
 * The body of a consumer's program, in JavaScript that is the same in every module format: signs a token with a fresh
 * key, verifies it with the names below, and leaves the outcome in `result`. Its imports are the caller's.
 */
export const PROGRAM = `
const endpoint = 'https://project.authgear.cloud'
const pem = (type) => ({ type, format: 'pem' })
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048, publicKeyEncoding: pem('spki'), privateKeyEncoding: pem('pkcs8'),
})
const jwks = { keys: [{ ...createPublicKey(publicKey).export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] }
const now = Math.floor(Date.now() / 1000)
const user = 'https://authgear.com/claims/user/'
const claims = {
  iss: endpoint, aud: [endpoint], sub: 'user-1', client_id: 'app', jti: 'token-1', iat: now, exp: now + 60, scope: 'openid',
  [user + 'is_anonymous']: false, [user + 'is_verified']: true, [user + 'can_reauthenticate']: true, [user + 'roles']: [],
}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = part({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' }) + '.' + part(claims)
const token = signed + '.' + sign('sha256', Buffer.from(signed), privateKey).toString('base64url')

const verifier = createVerifier({ ...authgear(endpoint), keys: { jwks } })
const run = async () => {
  const auth = await verifier.verify(token)
  const refusal = await verifier.verify(token.slice(0, -8)).catch((error) => error)
  const { accepted } = await explain(verifier, token)
  return {
    subject: auth.subject,
    user: auth.user.id,
    refusal: AuthError.is(refusal),
    status: toResponse(refusal).status,
    accepted,
    express: typeof authenticate(verifier),
  }
}
`

/** What `run()` of the program gives where everything works. */
export const OUTCOME = {
  subject: 'user-1',
  user: 'user-1',
  refusal: true,
  status: 401,
  accepted: true,
  express: 'function',
}
