import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

/** Nothing of its own goes out: it is to talk to the pages of the test alone. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// Where everything has to run, a missing browser is a failure.
const isSkipped = executablePath === undefined && process.env['CI'] === undefined

suite('a browser', { skip: isSkipped && 'there is no Chromium here' }, () => {
  let issuer: RunningIssuer
  let app: Server
  let home: string
  let browser: Browser
  const code_verifier = randomBytes(32).toString('base64url')

  before(async () => {
    app = createServer((_, response) => response.end('<title>The shop</title>')).listen(0, '127.0.0.1')
    await once(app, 'listening')
    home = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
    issuer = await createIssuer({
      users: [{ id: 'alice', roles: ['admin'] }, { id: 'bob' }],
      clients: [{ id: 'spa', name: 'The shop', redirectUris: [`${home}/callback`] }],
    }).listen()
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS })
  })
  after(async () => {
    await browser.close()
    await issuer.close()
    app.close()
  })

  async function visit(
    changes: Record<string, string>,
    use: (page: Page) => Promise<void>,
    options: { javaScriptEnabled?: boolean } = {},
  ): Promise<void> {
    const context = await browser.newContext(options)
    try {
      const page = await context.newPage()
      await page.goto(toLogin(changes))
      await use(page)
    } finally {
      await context.close()
    }
  }

  function toLogin(changes: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      client_id: 'spa',
      redirect_uri: `${home}/callback`,
      response_type: 'code',
      scope: 'openid offline_access',
      code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    })
    return `${issuer.endpoint}/oauth2/authorize?${query.toString()}`
  }

  async function exchange(page: Page): Promise<Record<string, unknown>> {
    await page.waitForURL(`${home}/callback**`)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'spa',
      redirect_uri: `${home}/callback`,
      code,
      code_verifier,
    })
    const response = await fetch(`${issuer.endpoint}/oauth2/token`, { method: 'POST', body })
    strictEqual(response.status, 200)
    const { id_token } = (await response.json()) as { id_token: string }
    const [, payload = ''] = id_token.split('.')
    return { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), id_token }
  }

  for (const javaScriptEnabled of [true, false]) {
    const where = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'

    test(`logs in by a click on a user, ${where}`, async () => {
      await visit(
        {},
        async (page) => {
          await page.getByRole('button', { name: 'alice' }).click()
          strictEqual((await exchange(page))['sub'], 'alice')
        },
        { javaScriptEnabled },
      )
    })

    test(`logs in as somebody who is typed, ${where}`, async () => {
      await visit(
        {},
        async (page) => {
          await page.getByLabel('User id').fill('dave')
          await page.getByLabel('Roles').fill('clerk')
          await page.getByLabel('Claims to add').fill('{"org_id": "acme"}')
          await page.getByRole('button', { name: 'Log in', exact: true }).click()
          const claims = await exchange(page)
          deepStrictEqual([claims['sub'], claims['org_id']], ['dave', 'acme'])
        },
        { javaScriptEnabled },
      )
    })

    test(`is denied, ${where}`, async () => {
      await visit(
        {},
        async (page) => {
          await page.getByRole('button', { name: 'Deny' }).click()
          await page.waitForURL(`${home}/callback**`)
          match(page.url(), /error=access_denied/)
        },
        { javaScriptEnabled },
      )
    })
  }

  test('goes on without a question while logged in, and re-authenticates when asked to', async () => {
    await visit({}, async (page) => {
      await page.getByRole('button', { name: 'alice' }).click()
      const first = await exchange(page)
      await page.goto(toLogin())
      strictEqual((await exchange(page))['sub'], 'alice')
      issuer.moveClock(600)
      const again = { prompt: 'login', max_age: '0', id_token_hint: String(first['id_token']) }
      await page.goto(toLogin(again))
      await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
      strictEqual(await page.getByRole('button', { name: 'bob' }).count(), 0)
      await page.getByRole('button', { name: 'alice' }).click()
      const second = await exchange(page)
      ok(Number(second['auth_time']) >= Number(first['auth_time']) + 600)
    })
  })

  test('is taken back by a form that sends itself', async () => {
    await visit({ response_mode: 'form_post' }, async (page) => {
      await page.getByRole('button', { name: 'bob' }).click()
      await page.waitForURL(`${home}/callback`)
      strictEqual(await page.title(), 'The shop')
    })
  })

  test('logs out after a question', async () => {
    await visit({}, async (page) => {
      await page.getByRole('button', { name: 'bob' }).click()
      await page.waitForURL(`${home}/callback**`)
      await page.goto(`${issuer.endpoint}/oauth2/end_session`)
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
      await page.goto(toLogin())
      await page.getByRole('heading', { name: 'Log in to The shop' }).waitFor()
    })
  })

  test('shows a screen reader what there is to do, and what went wrong', async () => {
    await visit({}, async (page) => {
      strictEqual(await page.locator('html').getAttribute('lang'), 'en')
      strictEqual(await page.getByRole('main').count(), 1)
      strictEqual(await page.getByRole('group', { name: 'Log in as', exact: true }).count(), 1)
      deepStrictEqual(await findBarriers(page), [])
      await page.getByLabel('User id').fill('dave')
      await page.getByLabel('Claims to add').fill('{')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      match((await page.getByRole('alert').textContent()) ?? '', /the field of claims is not JSON/)
      const described = await page.getByLabel('Claims to add').getAttribute('aria-describedby')
      strictEqual(described, 'problem claims-note')
      deepStrictEqual(await findBarriers(page), [])
    })
  })
})

/** What axe holds against a page, by the names of its rules. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
  const { violations, passes } = (await page.evaluate('axe.run()')) as Record<
    'violations' | 'passes',
    readonly { id: string }[]
  >
  ok(passes.length > 10)
  return violations.map(({ id }) => id)
}
