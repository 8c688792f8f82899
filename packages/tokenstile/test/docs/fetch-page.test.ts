import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createRequestHandler, type ServerBuild } from 'react-router'
import type { Auth } from 'tokenstile'
import { inRepository } from '../package/child-process.ts'

const PAGE = 'docs/frameworks/fetch.md'
const text = readFileSync(inRepository(PAGE), 'utf8')

// Inside the repository, so that the blocks find the packages that they import.
const folder = inRepository('packages/tokenstile/.test/fetch-page')
const issuer = createIssuer({ endpoint: 'https://project.authgear.cloud' })
/** The blocks stand as a reader would copy them: the platform's fetch is replaced. */
const realFetch = globalThis.fetch

before(() => {
  globalThis.fetch = issuer.fetch
  put('app.js', `export { createApp } from ${JSON.stringify(urlOf('examples/fetch/dist/app.js'))}`)
  put('lib/auth.js', blockOf('`src/lib/server/auth.js`'))
  put('auth.server.js', blockOf('`app/auth.server.js`'))
})
after(() => {
  globalThis.fetch = realFetch
  rmSync(folder, { recursive: true, force: true })
})

type Handler = (request: Request) => Promise<Response>

const PLATFORMS: Readonly<Record<string, (name: string, block: string) => Promise<Handler>>> = {
  Bun: (name, block) => runOn(name, block, ({ fetch }: { fetch: Handler }) => fetch),
  Deno: (name, block) => runOn(name, block, (handler: Handler) => handler),
  Workers: async (name, block) =>
    ((await load(`${name}.js`, block)) as { default: { fetch: Handler } }).default.fetch,
}

for (const [name, run] of Object.entries(PLATFORMS)) {
  test(`the block for ${name} serves the example`, async () => {
    const handler = await run(name, blockOf(`\n${name}:`))
    assert.equal((await handler(await requestOf('/me'))).status, 401)
    const me = await handler(await requestOf('/me', ['reader']))
    assert.equal(((await me.json()) as { id: string }).id, 'alice')
    assert.equal((await handler(await requestOf('/admin', ['reader']))).status, 403)
  })
}

/** An event as SvelteKit hands it over: what of it the blocks use. */
interface KitEvent {
  readonly request: Request
  readonly locals: { auth?: Auth }
  readonly params: { readonly id: string }
}

test('the blocks for SvelteKit guard the whole and a route', async () => {
  const hooks = (await load('hooks.server.js', blockOf('`src/hooks.server.js`'))) as {
    handle(input: { event: KitEvent; resolve: (event: KitEvent) => Promise<Response> }): Promise<Response>
  }
  const route = (await load('+server.js', blockOf('`src/routes/orders/[id]/+server.js`'))) as Record<
    'GET' | 'DELETE',
    (event: KitEvent) => Promise<Response>
  >
  assert.equal(
    await (await hooks.handle({ event: await kitEventOf([]), resolve: showCaller })).text(),
    'alice',
  )
  const refused = await hooks.handle({ event: await kitEventOf(), resolve: () => assert.fail('resolved') })
  assert.equal(refused.status, 401)

  assert.deepEqual(await (await route.GET(await kitEventOf([]))).json(), { order: '7', for: 'alice' })
  assert.equal((await route.DELETE(await kitEventOf([]))).status, 403)
  assert.deepEqual(await (await route.DELETE(await kitEventOf(['admin']))).json(), { deleted: '7' })
})

async function kitEventOf(roles?: string[]): Promise<KitEvent> {
  return { request: await requestOf('/orders/7', roles), locals: {}, params: { id: '7' } }
}

async function showCaller({ locals }: KitEvent): Promise<Response> {
  return new Response(locals.auth?.subject)
}

test('the blocks for React Router guard a resource route and what is below a layout', async () => {
  const orders = await load('routes/orders.js', blockOf('`app/routes/orders.$id.js`'))
  const account = await load('routes/account.js', blockOf('`app/routes/account.js`'))
  const handle = createRequestHandler(buildOf({ orders, account }), 'production')

  const order = await handle(await requestOf('/orders/7', []))
  assert.deepEqual([order.status, await order.json()], [200, { order: '7', for: 'alice' }])
  assert.equal((await handle(await requestOf('/orders/7'))).status, 401)
  const del = { method: 'DELETE' }
  assert.equal((await handle(await requestOf('/orders/7', [], del))).status, 403)
  assert.deepEqual(await (await handle(await requestOf('/orders/7', ['admin'], del))).json(), {
    deleted: '7',
  })

  const page = await handle(await requestOf('/account', []))
  assert.deepEqual([page.status, await page.text()], [200, 'page of alice'])
  const refused = await handle(await requestOf('/account'))
  assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer'])
})

/** The part of what a rendering gets that is looked at. */
interface Rendered {
  readonly staticHandlerContext: {
    readonly loaderData: { readonly account: { readonly user: { id: string } } }
  }
}

/** What `react-router build` makes of two route modules, as far as the server reads it. */
function buildOf(modules: { readonly orders: object; readonly account: object }): ServerBuild {
  return {
    entry: { module: { default: renderPage } },
    routes: {
      orders: { id: 'orders', path: 'orders/:id', module: modules.orders },
      account: { id: 'account', path: 'account', module: { ...modules.account, default: () => null } },
    },
    assets: { routes: {}, entry: { imports: [], module: '' }, url: '', version: '' },
    future: { v8_middleware: true },
    publicPath: '/',
    assetsBuildDirectory: '',
    isSpaMode: false,
    ssr: true,
    prerender: [],
    routeDiscovery: { mode: 'initial', manifestPath: '/__manifest' },
  } as unknown as ServerBuild
}

function renderPage(
  _: Request,
  status: number,
  headers: Headers,
  { staticHandlerContext }: Rendered,
): Response {
  return new Response(`page of ${staticHandlerContext.loaderData.account.user.id}`, { status, headers })
}

async function requestOf(path: string, roles?: string[], init: RequestInit = {}): Promise<Request> {
  const headers: Record<string, string> = {}
  if (roles !== undefined)
    headers['authorization'] = `Bearer ${await issuer.token({ user: { id: 'alice', roles } })}`
  return new Request(`https://app.example${path}`, { ...init, headers })
}

/** The block that stands after a label. */
function blockOf(label: string): string {
  const [, after = ''] = text.split(label)
  return /```js\n([^]*?)```/.exec(after)?.[1] ?? assert.fail(`no block stands after ${label}`)
}

/** Runs a block where a platform's global hands over what it is asked to serve. */
async function runOn<Served>(
  global: string,
  block: string,
  toHandler: (served: Served) => Handler,
): Promise<Handler> {
  let handler: Handler | undefined
  const serve = (served: Served): void => void (handler = toHandler(served))
  Object.assign(globalThis, { [global]: { serve } })
  try {
    await load(`${global}.js`, block)
  } finally {
    Reflect.deleteProperty(globalThis, global)
  }
  assert.ok(handler !== undefined)
  return handler
}

async function load(name: string, block: string): Promise<object> {
  // SvelteKit's name for a folder.
  put(name, block.replaceAll('$lib/server/', './lib/'))
  return (await import(pathToFileURL(join(folder, name)).href)) as object
}

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function urlOf(path: string): string {
  return pathToFileURL(inRepository(path)).href
}
