/** What a request brings to be recognised by. */
export type Credential =
  | { readonly kind: 'jwt'; readonly token: string }
  /** What only Authgear itself can look up, as the header that brings it there. */
  | { readonly kind: 'opaque'; readonly header: 'authorization' | 'cookie'; readonly value: string }
  /** It came twice, is empty, or holds what no credential has: never valid. */
  | { readonly kind: 'unreadable' }

/**
 * Reads the credentials of a request in the order in which Authgear's resolver tries them: Authorization, then the cookies
 * `app_session`, `app_access_token` and `session`, whose names may have a prefix and a hyphen before them.
 */
export function readCredentials(headers: readonly string[], cookiePrefix = ''): readonly Credential[] {
  const prefix = cookiePrefix === '' ? '' : `${cookiePrefix}-`
  const cookies = valuesOf(headers, 'cookie').flatMap((header) => header.split(';'))
  const valuesOfCookie = (name: string): readonly string[] =>
    cookies.flatMap((pair) => readPair(pair, prefix + name) ?? [])
  return [
    ...readAuthorization(valuesOf(headers, 'authorization')),
    ...readSession(`${prefix}app_session`, valuesOfCookie('app_session')),
    ...readTokenCookie(`${prefix}app_access_token`, valuesOfCookie('app_access_token')),
    ...readSession(`${prefix}session`, valuesOfCookie('session')),
  ]
}

const UNREADABLE: Credential = { kind: 'unreadable' }

/** Another scheme than Bearer says nothing here. */
function readAuthorization(values: readonly string[]): readonly Credential[] {
  if (values.length > 1) return [UNREADABLE]
  const token = /^bearer(?: +(.*))?$/i.exec(values[0] ?? '')?.[1] ?? ''
  if (token === '') return []
  if (!isPlain(token)) return [UNREADABLE]
  return [isJwt(token) ? { kind: 'jwt', token } : opaque('authorization', `Bearer ${token}`)]
}

function readTokenCookie(name: string, values: readonly string[]): readonly Credential[] {
  const [token, ...others] = values
  if (token === undefined) return []
  if (others.length > 0 || !isPlain(token)) return [UNREADABLE]
  return [isJwt(token) ? { kind: 'jwt', token } : opaque('cookie', `${name}=${token}`)]
}

/** Another application's cookie may have the name of ours: Authgear is to choose, as it does without the gateway. */
function readSession(name: string, values: readonly string[]): readonly Credential[] {
  if (values.length === 0) return []
  const plain = values.filter((value) => isPlain(value))
  if (plain.length === 0) return [UNREADABLE]
  return [opaque('cookie', plain.map((value) => `${name}=${value}`).join('; '))]
}

function opaque(header: 'authorization' | 'cookie', value: string): Credential {
  return { kind: 'opaque', header, value }
}

/** Authgear's own test: its opaque tokens never begin so. */
function isJwt(token: string): boolean {
  return token.startsWith('eyJ')
}

/** Visible ASCII, which is all that Authgear makes credentials of. */
function isPlain(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value)
}

function valuesOf(headers: readonly string[], name: string): readonly string[] {
  const values: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    if ((headers[at] as string).toLowerCase() === name) values.push(headers[at + 1] as string)
  }
  return values
}

function readPair(pair: string, name: string): string | undefined {
  const equals = pair.indexOf('=')
  if (equals < 0 || trimBlanks(pair.slice(0, equals)) !== name) return undefined
  return trimBlanks(pair.slice(equals + 1))
}

/**
 * Spaces and tabs alone: `trim` would cut what belongs to the name of another cookie. By no regular expression: one that
 * ends in `$` looks at each blank anew for each one before it.
 */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (start < end && isBlank(text[end - 1])) end--
  return text.slice(start, end)
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t'
}
