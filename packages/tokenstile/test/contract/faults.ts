import assert from 'node:assert/strict'
import { AuthError, ConfigError, type AuthErrorCode, type Requirement } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createKey } from '../support/keys.ts'
import { buildToken } from '../support/tokens.ts'
import { FAULT_BODY, type ServedContract } from './contract-app.ts'
import type { AppPlan, Behaviour, OpenApp } from './opened-app.ts'

const lines = [`Authorization: Bearer ${buildToken()}`]

/** Opens an application whose route fails, and gives what the framework's error hook saw. */
async function faultOf(
  open: OpenApp,
  plan: Partial<AppPlan>,
  sent: readonly string[] = lines,
): Promise<unknown> {
  const app = await open(plan)
  const { status, body } = await app.send({ lines: sent })
  assert.deepEqual([status, body], [500, faultBodyOf(app)])
  assert.equal(app.calls(), 0)
  assert.equal(app.faults.length, 1)
  return app.faults[0]
}

function faultBodyOf({ faultBody = JSON.stringify(FAULT_BODY) }: ServedContract): string {
  return faultBody
}

const boom = (): never => {
  throw new RangeError('boom')
}

/** Faults of the program: the framework's, never a pass. */
export const FAULTS: readonly Behaviour[] = [
  {
    name: "hands a refusal to the framework's own error hook where onRefused throws it, for authorize too",
    run: async (open) => {
      const app = await open({
        onRefused: 'throw',
        routes: [{ path: '/me', requirement: { roles: ['admin'] } }],
      })
      const rows: readonly (readonly [readonly string[], AuthErrorCode])[] = [
        [[], 'missing_token'],
        [['Authorization: Bearer abc'], 'opaque_token'],
        [lines, 'insufficient_role'],
      ]
      for (const [sent] of rows) {
        const { status, body } = await app.send({ lines: sent })
        assert.deepEqual([status, body], [500, faultBodyOf(app)])
      }
      assert.deepEqual(
        app.faults.map((fault) => (AuthError.is(fault) ? fault.code : fault)),
        rows.map(([, code]) => code),
      )
      assert.equal(app.calls(), 0)
    },
  },
  {
    name: 'treats authorize without authenticate before it as a fault, never as a pass',
    run: async (open) => {
      for (const route of [
        { requirement: {} },
        { requirement: { user: true } as const },
        { recentLogin: {} },
      ]) {
        // An adapter that knows its routes says so when it starts.
        const fault = await faultOf(open, { routes: [{ path: '/me', unguarded: true, ...route }] }).catch(
          (error: unknown) => (ConfigError.is(error) ? error : Promise.reject(error)),
        )
        assert.ok(ConfigError.is(fault))
        assert.match(fault.message, /needs authenticate before it|needs TokenstileModule/)
      }
    },
  },
  {
    name: 'passes on what toUser throws as a fault',
    run: async (open) => {
      assert.ok((await faultOf(open, { issuer: { toUser: boom } })) instanceof RangeError)
    },
  },
  {
    name: 'passes on what the check of a route throws as a fault',
    run: async (open) => {
      const fault = await faultOf(open, { routes: [{ path: '/me', requirement: { check: boom } }] })
      assert.ok(fault instanceof RangeError)
    },
  },
  {
    name: 'passes on whatever a function of the program throws as a fault',
    run: async (open) => {
      for (const thrown of [undefined, null, 0, '', false, 'x', Symbol('x')]) {
        const fail = (): never => {
          throw thrown
        }
        await faultOf(open, { issuer: { toUser: fail } })
        await faultOf(open, { routes: [{ path: '/me', requirement: { check: fail } }] })
      }
    },
  },
  {
    name: 'takes no promise for the yes of a check',
    run: async (open) => {
      const check = (async () => true) as unknown as () => boolean
      assert.ok(ConfigError.is(await faultOf(open, { routes: [{ path: '/me', requirement: { check } }] })))
    },
  },
  {
    name: 'calls a demand for acr a mistake where the profile says that no token has one',
    run: async (open) => {
      const key = createKey('RS256')
      const endpoint = 'https://project.authgear.cloud'
      const flags = ['is_verified', 'is_anonymous', 'can_reauthenticate'].map((name) => [
        `https://authgear.com/claims/user/${name}`,
        false,
      ])
      const token = buildToken({
        key,
        claims: { iss: endpoint, aud: endpoint, ...Object.fromEntries(flags) },
      })
      const issuers = authgear(endpoint, { keys: { jwks: { keys: [key.jwk] } } })
      const routes = [{ path: '/me', requirement: { scopes: ['none'], acr: ['gold'] } }]
      const fault = await faultOf(open, { issuers, routes }, [`Authorization: Bearer ${token}`])
      assert.ok(ConfigError.is(fault))
      assert.equal(fault.option, 'requirement.acr')
    },
  },
  {
    name: 'refuses an unknown demand or option at start',
    run: async (open) => {
      const misspelt = { scope: ['write'] } as unknown as Requirement
      const plans: readonly Partial<AppPlan>[] = [
        { routes: [{ path: '/me', requirement: misspelt }] },
        { routes: [{ path: '/me', recentLogin: { maxAge: 300 } as object }] },
        { options: { optinal: true } as object },
      ]
      for (const plan of plans) {
        await assert.rejects(
          () => open(plan),
          (error) => ConfigError.is(error),
        )
      }
    },
  },
]
