import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import type { GatewayConfig } from '@tokenstile/gateway'
import { generateKubernetes } from '../../dist/generate/kubernetes.js'
import { valuesOf } from '../support/backend.ts'
import { freePort, isInstalled } from '../support/program.ts'
import { headerOf } from '../support/raw-request.ts'
import { ATTACKS } from './attacks.ts'
import { runNginx } from './nginx-process.ts'
import { serve, type StartProxy } from './served.ts'

/**
 * Starts a real nginx that asks as ingress-nginx has it ask for these annotations. What the controller makes of an Ingress is
 * written here by its template: no test has a cluster.
 */
const startIngress: StartProxy = async (t, config, backend) => {
  const port = await freePort()
  const { url, names } = readAnnotations(config)
  const gateway = config.listen !== undefined && 'port' in config.listen ? config.listen.port : 0
  const sets = names.map(
    (name, at) => `auth_request_set $header${at} $upstream_http_${name.toLowerCase().replaceAll('-', '_')};
      proxy_set_header ${name} $header${at};`,
  )
  await runNginx(
    t,
    port,
    `server {
    listen 127.0.0.1:${port};
    location / {
      auth_request /_external-auth;
      ${sets.join('\n      ')}
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_http_version 1.1;
      proxy_pass http://${backend};
    }
    location = /_external-auth {
      internal;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header X-Forwarded-Proto "";
      proxy_set_header Host ${url.hostname.replaceAll(/[<>]/g, '')};
      proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
      proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Sent-From nginx-ingress-controller;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Auth-Request-Redirect $request_uri;
      proxy_buffering off;
      proxy_buffer_size 4k;
      proxy_buffers 4 4k;
      proxy_http_version 1.1;
      proxy_pass http://127.0.0.1:${gateway}${url.pathname};
    }
  }`,
  )
  return port
}

function readAnnotations(config: GatewayConfig): { readonly url: URL; readonly names: readonly string[] } {
  const text = generateKubernetes(config, { listen: '8080', backend: 'orders:3000' })
  const ingress = parseAllDocuments(text)
    .map((document) => document.toJS() as { kind: string; metadata: { annotations: Record<string, string> } })
    .find(({ kind }) => kind === 'Ingress')
  const annotations = ingress?.metadata.annotations ?? {}
  const annotation = (name: string): string => annotations[`nginx.ingress.kubernetes.io/${name}`] ?? ''
  return {
    url: new URL(annotation('auth-url').replace('<namespace>', 'default')),
    names: annotation('auth-response-headers').split(','),
  }
}

/** What its annotations cannot say, as the page tells: which headers the backend gets, and how a WebSocket is handed on. */
const BEYOND = ['has the backend take another path than was judged', 'opens a WebSocket, as it may']

if (isInstalled('nginx'))
  describe('ingress-nginx', () => {
    test('hands the backend the user, and refuses who brings no token or lacks a role', async (t) => {
      const { backend, send, bearer } = await serve(t, 'ingress-nginx', startIngress)
      const token = await bearer({ id: 'alice', roles: ['a', 'b'] })
      assert.equal((await send('GET', '/api/orders?x=1', [token])).status, 200)
      assert.deepEqual(valuesOf(backend.seen[0]?.headers ?? [], 'X-User-Id'), ['alice'])
      assert.deepEqual(valuesOf(backend.seen[0]?.headers ?? [], 'X-User-Roles'), ['a,b'])
      const none = await send('GET', '/api')
      assert.deepEqual([none.status, headerOf(none, 'www-authenticate')], [401, 'Bearer'])
      assert.equal((await send('GET', '/admin', [token])).status, 403)
      assert.equal((await send('GET', '/public')).status, 200)
      assert.equal(backend.seen.length, 2)
    })

    test('takes the ID token off', async (t) => {
      const { backend, send, bearer, issuer } = await serve(t, 'ingress-nginx', startIngress)
      const idToken = await issuer.token({ user: 'alice', fault: 'id-token' })
      const lines = [await bearer({ id: 'alice' }), `X-Id-Token: ${idToken}`, 'Content-Length: 0']
      assert.equal((await send('POST', '/sensitive', lines)).status, 200)
      assert.deepEqual(valuesOf(backend.seen[0]?.headers ?? [], 'X-Id-Token'), [])
    })

    test('answers an outage of the issuer, and of the gateway, with 500', async (t) => {
      const { backend, send, bearer, issuer, scene } = await serve(t, 'ingress-nginx', startIngress)
      const token = await bearer({ id: 'alice' })
      await issuer.close()
      assert.equal((await send('GET', '/api', [token])).status, 500)
      await scene.gateway.close()
      assert.equal((await send('GET', '/public')).status, 500)
      assert.deepEqual(backend.seen, [])
    })

    describe('attacks', () => {
      for (const { name: attack, what } of ATTACKS.filter((one) => !BEYOND.includes(one.name))) {
        test(attack, async (t) => {
          const served = await serve(t, 'ingress-nginx', startIngress)
          await what(served)
          for (const { headers } of served.backend.seen) {
            for (const name of ['X-User-Id', 'X-User-Roles', 'X-Auth-Status', 'X-Client-Id']) {
              const values = valuesOf(headers, name)
              assert.ok(values.length <= 1, `${name} came ${values.length} times`)
              assert.doesNotMatch(values.join(), /evil/)
            }
          }
        })
      }
    })
  })
