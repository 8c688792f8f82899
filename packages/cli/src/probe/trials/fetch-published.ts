import type { JsonWebKey } from 'node:crypto'
import { parseObject, type JsonObject } from '../../token/json-object.ts'
import type { PublishedKeys } from '../attacks/attack.ts'
import { readGoodToken } from '../token/good-token.ts'

const TIMEOUT_MS = 5_000
const LAYOUTS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

/**
 * Fetches the public keys of the issuer that a token names, or of the one that is given, the token's own first. Undefined where they cannot be had: attacks
 * that need them are then not made. The token was given by its owner, who wants its issuer to be asked.
 */
export async function fetchPublished(token: string, issuer?: string): Promise<PublishedKeys | undefined> {
  const { claims, header } = readGoodToken(token)
  const iss = issuer ?? claims['iss']
  if (typeof iss !== 'string' || !URL.canParse(iss) || !/^https?:$/.test(new URL(iss).protocol))
    return undefined
  for (const layout of LAYOUTS) {
    const jwksUri = (await fetchJson(iss.replace(/\/$/, '') + layout))?.json['jwks_uri']
    const found = typeof jwksUri === 'string' ? await fetchJson(jwksUri) : undefined
    const keys = found?.json['keys']
    if (found === undefined || !Array.isArray(keys)) continue
    const own = (keys as readonly JsonWebKey[]).filter(({ kid }) => kid === header['kid'])
    const others = (keys as readonly JsonWebKey[]).filter((key) => !own.includes(key))
    return { keys: [...own, ...others], text: found.text }
  }
  return undefined
}

async function fetchJson(
  url: string,
): Promise<{ readonly json: JsonObject; readonly text: string } | undefined> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await response.text()
    const json = response.ok ? parseObject(text) : undefined
    return json && { json, text }
  } catch {
    return undefined
  }
}
