import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

/** A public key as bytes that a program may hand to HMAC. */
export interface KeySpelling {
  /** Part of an attack's name. */
  readonly name: string
  readonly sentence: string
  readonly secret: Uint8Array | string
}

/** Every way in which programs write a public key. `published` is the text of the key set as it was fetched. */
export function spellKey(jwk: JsonWebKey, published?: string): readonly KeySpelling[] {
  const key = importKey(jwk)
  return [...(key === undefined ? [] : spellKeyObject(key)), ...spellJwk(jwk, published)]
}

function importKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return undefined
  }
}

function spellKeyObject(key: KeyObject): readonly KeySpelling[] {
  const spki = key.export({ type: 'spki', format: 'pem' }).toString()
  const der = key.export({ type: 'spki', format: 'der' })
  const isRsa = key.asymmetricKeyType === 'rsa'
  return [
    ...spellPem('spki', 'SubjectPublicKeyInfo (BEGIN PUBLIC KEY)', spki),
    { name: 'spki-der', sentence: 'its SubjectPublicKeyInfo as DER', secret: der },
    { name: 'spki-base64', sentence: 'its DER in base64, without armour', secret: der.toString('base64') },
    ...(isRsa ? spellPkcs1(key) : []),
  ]
}

function spellPkcs1(key: KeyObject): readonly KeySpelling[] {
  const pem = key.export({ type: 'pkcs1', format: 'pem' }).toString()
  const der = key.export({ type: 'pkcs1', format: 'der' })
  return [
    ...spellPem('pkcs1', 'PKCS #1 (BEGIN RSA PUBLIC KEY)', pem),
    { name: 'pkcs1-der', sentence: 'its PKCS #1 form as DER', secret: der },
    { name: 'pkcs1-base64', sentence: 'its PKCS #1 form in base64, without armour', secret: der.toString('base64') },
  ]
}

function spellPem(name: string, form: string, pem: string): readonly KeySpelling[] {
  const bare = pem.trimEnd()
  const crlf = pem.replaceAll('\n', '\r\n')
  return [
    { name: `${name}-pem`, sentence: `its PEM as ${form}`, secret: pem },
    { name: `${name}-pem-bare`, sentence: `its PEM as ${form}, without the last line break`, secret: bare },
    { name: `${name}-pem-crlf`, sentence: `its PEM as ${form}, with CR LF`, secret: crlf },
    { name: `${name}-pem-crlf-bare`, sentence: `the same without the last line break`, secret: crlf.trimEnd() },
    { name: `${name}-pem-bom`, sentence: `its PEM as ${form} behind a byte order mark`, secret: `\ufeff${pem}` },
    { name: `${name}-pem-cr`, sentence: `its PEM as ${form}, with CR alone`, secret: pem.replaceAll('\n', '\r') },
    { name: `${name}-pem-space`, sentence: `its PEM as ${form}, with a space in front`, secret: ` ${pem}` },
    { name: `${name}-pem-indent`, sentence: `its PEM as ${form}, indented`, secret: pem.replaceAll(/^/gm, '  ') },
    { name: `${name}-pem-escaped`, sentence: `its PEM as ${form} in one line, with \\n as text`, secret: bare.replaceAll('\n', '\\n') },
  ]
}

function spellJwk(jwk: JsonWebKey, published: string | undefined): readonly KeySpelling[] {
  const needed = ['crv', 'e', 'kty', 'n', 'x', 'y'].filter((name) => jwk[name] !== undefined)
  const thumbprint = Object.fromEntries(needed.map((name) => [name, jwk[name]]))
  const spaced = `{${Object.entries(jwk)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`
  const [[number = '', text = ''] = []] = Object.entries(jwk).filter(
    ([name, value]) => (name === 'n' || name === 'x') && typeof value === 'string',
  ) as [string, string][]
  return [
    { name: 'jwk', sentence: 'its JWK, as it is published', secret: JSON.stringify(jwk) },
    { name: 'jwk-spaced', sentence: 'its JWK with spaces, as Python writes it', secret: spaced },
    { name: 'jwk-indented', sentence: 'its JWK in several lines', secret: JSON.stringify(jwk, null, 2) },
    { name: 'jwk-thumbprint', sentence: 'its needed members in order, as for a thumbprint', secret: JSON.stringify(thumbprint) },
    { name: 'jwk-set', sentence: 'a key set that holds it alone', secret: JSON.stringify({ keys: [jwk] }) },
    ...(published === undefined ? [] : [{ name: 'jwks', sentence: 'the key set, letter by letter', secret: published }]),
    { name: `jwk-${number}-text`, sentence: `its member ${number} as text`, secret: text },
    { name: `jwk-${number}-bytes`, sentence: `its member ${number} as bytes`, secret: Buffer.from(text, 'base64url') },
  ]
}
