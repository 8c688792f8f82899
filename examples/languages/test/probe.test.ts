import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { after, describe, test, type TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { findBackends, startBackend, type Backend } from '@tokenstile/example-languages'
import { canRun } from './can-run.ts'
import { openGatewayFront } from './gateway-front.ts'

const COMMAND = join(
  dirname(createRequire(import.meta.url).resolve('@tokenstile/cli/package.json')),
  'dist/start.js',
)
// From examples/languages/.test.
const PAGE = new URL('../../../docs/probe.md', import.meta.url)
const TABLE = /(?<=<!-- backends -->\n)[^]*?(?=\n*<!-- \/backends -->)/

interface Report {
  readonly verdict: string
  readonly judged: number
  readonly sent: number
  readonly defects: readonly { readonly name: string }[]
  readonly notes: readonly { readonly name: string }[]
}

const rows = new Map<string, string>()
const backends = findBackends()

describe('tokenstile probe', { concurrency: 2 }, () => {
  for (const backend of backends) {
    if (!canRun(backend)) continue
    const { name, planted } = backend
    test(`finds in ${name} ${planted.length === 0 ? 'nothing' : `exactly ${planted.join(', ')}`}`, async (t) => {
      const issuer = await createIssuer().listen({ port: 0 })
      t.after(() => issuer.close())
      const { code, report } = await probe(`${await start(t, backend, issuer)}/me`, issuer.endpoint)
      assert.deepEqual(report.defects.map((defect) => defect.name).toSorted(), planted.toSorted())
      assert.equal(code, report.verdict === 'let-through' ? 1 : 0)
      assert.ok(report.judged > 250, String(report.judged))
      // At 50 a second, which is the default, that is less than ten seconds.
      assert.ok(report.sent < 500, String(report.sent))
      rows.set(name, toRow(backend, report.defects, report.notes))
    })
  }

  after(() => {
    // Where something is missing on this machine, the table is not looked at.
    if (rows.size < backends.filter(({ notTested }) => notTested === undefined).length) return
    const table = toTable()
    const page = readFileSync(PAGE, 'utf8')
    // After a change that is meant to be: PROBE_TABLE=write npm test -- languages/test/probe
    if (process.env['PROBE_TABLE'] === 'write') writeFileSync(PAGE, page.replace(TABLE, `\n${table}`))
    else assert.equal(withoutPadding(TABLE.exec(page)?.[0] ?? ''), withoutPadding(table))
  })
})

/** Starts a backend, and the gateway and a proxy before one that stands behind them. Gives where clients find it. */
async function start(t: TestContext, backend: Backend, issuer: RunningIssuer): Promise<string> {
  const front = backend.kind === 'behind-gateway' ? await openGatewayFront(issuer) : undefined
  t.after(() => front?.close())
  const own = { ISSUER: issuer.endpoint, AUDIENCE: issuer.endpoint }
  const running = await startBackend(backend, front?.environment ?? own)
  t.after(() => running.stop())
  return front === undefined ? running.url : front.proxyTo(running.port)
}

async function probe(
  target: string,
  issuer: string,
): Promise<{ readonly code: number | null; readonly report: Report }> {
  const args = [COMMAND, 'probe', '--target', target, '--issuer', issuer, '--rate', '300', '--format', 'json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  assert.equal(err, '')
  return { code, report: JSON.parse(out) as Report }
}

function toRow({ name, notTested }: Backend, defects: Report['defects'], notes: Report['notes']): string {
  const list = (found: Report['defects']): string => found.map((one) => `\`${one.name}\``).join(', ')
  const found = notTested ?? (defects.length === 0 ? 'nothing' : list(defects))
  return `| ${name} | ${found} | ${list(notes.filter((note) => !BY_TIME.has(note.name)))} |`
}

/** What a busy machine may show, and a quiet one not. */
const BY_TIME: ReadonlySet<string> = new Set(['slow-keys-block', 'rotation-refused'])

function toTable(): string {
  const lines = backends.map((backend) => rows.get(backend.name) ?? toRow(backend, [], []))
  return ['| backend | defects | worth knowing |', '|---|---|---|', ...lines].join('\n')
}

/** Prettier lines the columns up. */
function withoutPadding(table: string): string {
  return table
    .trim()
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-+/g, '-')
    .replaceAll(/\| -/g, '|-')
    .replaceAll(/- \|/g, '-|')
}
