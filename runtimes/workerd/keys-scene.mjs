import { connect } from 'node:net'
import { openIssuer } from '../../packages/tokenstile/.test/support/http-issuer.js'
import { testKey } from '../../packages/tokenstile/.test/support/keys.js'
import { AUDIENCE, buildToken } from '../../packages/tokenstile/.test/support/tokens.js'

let opened = 0

/**
 * A real issuer beside a Worker, and one verifier of its keys in it. What is cleaned up is left to `t.after`.
 *
 * @param {{ origin: string }} worker
 * @param {{ timeoutMs?: number, usesWaitUntil?: boolean, isTenant?: boolean }} options
 */
export async function openKeysScene(t, { origin }, { timeoutMs = 10_000, ...options } = {}) {
  const key = testKey('ES256', 'known')
  const site = await openIssuer(t, [key])
  const plan = JSON.stringify({
    at: opened++,
    issuer: site.issuer,
    audience: AUDIENCE,
    timeoutMs,
    ...options,
  })
  const headers = { 'x-plan': plan }
  let tokens = 0

  const tokenBy = (by = key) => {
    const iat = Math.floor(Date.now() / 1000)
    return buildToken({
      key: by,
      claims: { iss: site.issuer, iat, exp: iat + 3600, sub: `user-${tokens}`, jti: `token ${tokens++}` },
    })
  }
  const get = async (path) => await (await fetch(`${origin}${path}`, { headers })).json()

  return {
    site,
    key,
    plan,
    tokenBy,
    /** Asks who is calling; the status of the answer, or what came instead of one. */
    async ask(token = tokenBy()) {
      try {
        const authorization = `Bearer ${token}`
        const response = await fetch(`${origin}/me`, { headers: { ...headers, authorization } })
        await response.text()
        return response.status
      } catch (error) {
        return String(error)
      }
    },
    /** Asks in the same way and gives what ends the request without a word, as a client does that goes away. */
    askAndLeave(token = tokenBy()) {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1')
      const lines = [`Host: ${new URL(origin).host}`, `x-plan: ${plan}`, `Authorization: Bearer ${token}`]
      socket.write(['GET /me HTTP/1.1', ...lines, '', ''].join('\r\n'))
      return () => socket.resetAndDestroy()
    },
    told: () => get('/told'),
    close: () => get('/close'),
    pass: (seconds) => get(`/pass?ms=${seconds * 1000}`),
    distrust: () =>
      fetch(`${origin}/distrust?issuer=${encodeURIComponent(site.issuer)}&kid=${key.kid}`, { headers }),
    /** Fulfilled once the key set was asked for so many times. */
    async keysAsked(times) {
      while (site.keyFetches() < times) await site.nextRequest()
    },
    /** Fulfilled once the verifier told of something. */
    async hasTold(type, times = 1) {
      while ((await get('/told')).filter((event) => event.type === type).length < times);
    },
  }
}
