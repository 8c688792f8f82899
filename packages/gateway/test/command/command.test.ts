import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/program.ts'

const COMMAND = fileURLToPath(new URL('../../dist/command/start.js', import.meta.url))
const DOCS = new URL('../../../../docs/gateway/', import.meta.url)

function run(...args: readonly string[]): {
  readonly code: number | null
  readonly out: string
  readonly err: string
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

test('the page shows the file that is checked here, and check finds no mistake in it', () => {
  const file = fileURLToPath(new URL('example.yaml', DOCS))
  const [, ...lines] = readFileSync(file, 'utf8').split('\n')
  assert.ok(readFileSync(new URL('README.md', DOCS), 'utf8').includes(lines.join('\n')))
  const { code, out } = run('check', file, '--explain', 'GET', 'https://api.example/admin/users')
  assert.equal(code, 0, out)
  assert.match(out, /GET https:\/\/api\.example\/admin\/users: .*example\.yaml:9: rules\[1\]: .*roles/)
  assert.match(
    run('check', file, '--explain', 'GET https://api.example/public/..%2fadmin').out,
    /refused with 400/,
  )
})

test('check warns of rules that are never asked and of rules that let everybody in', (t) => {
  const file = join(temporaryFolder(t), 'gateway.yaml')
  writeFileSync(
    file,
    `issuers: [{ authgear: https://project.authgear.cloud }]
proxy: nginx
trustedProxies: [loopback]
rules:
  - path: /api
  - path: /api/admin
    require: { roles: [admin] }
  - anonymous: true
`,
  )
  const { code, out } = run('check', file)
  assert.equal(code, 1)
  assert.match(out, /gateway\.yaml:6: rules\[1\]: is never asked: rules\[0\] covers it/)
  assert.match(out, /gateway\.yaml:8: rules\[2\]\.anonymous: lets everybody in/)
})

const MISTAKES: readonly (readonly [args: readonly string[], RegExp])[] = [
  [[], /no configuration: name a file, or give --issuer and --proxy/],
  [['--issuer', 'https://a.example'], /--proxy is missing; hint: nginx/],
  [['--issuer', 'https://a.example', '--proxy', 'apache'], /proxy: is none of nginx/],
  [['--issuer', 'nonsense', '--proxy', 'nginx'], /issuers\[0\]/],
  [['--issuer', 'http://a.example', '--proxy', 'nginx'], /https/],
  [['nowhere.yaml'], /nowhere\.yaml: cannot be opened/],
  [['check'], /^missing required argument 'file'; hint: tokenstile-gateway --help shows how\n$/],
  [
    ['config', 'apache', '--issuer', 'https://a.example', '--proxy', 'nginx'],
    /unknown proxy apache; hint: nginx/,
  ],
  [
    ['--port', '99999', '--issuer', 'https://a.example', '--proxy', 'nginx'],
    /expected a number from 0 to 65535/,
  ],
  [['--isuer', 'x'], /^unknown option '--isuer'; hint: did you mean --issuer\?\n$/],
]

for (const [args, expected] of MISTAKES) {
  test(`"${args.join(' ')}" is a sentence and exit code 2`, () => {
    const { code, err } = run(...args)
    assert.equal(code, 2)
    assert.match(err, expected)
    assert.doesNotMatch(err, /\n {4}at /)
  })
}

const FOUND_LATE: readonly (readonly [text: string, RegExp])[] = [
  [
    'issuers: [{ issuer: http://a.example, audience: a }]',
    /gateway\.yaml:1: issuers\[0\]\.issuer: expected https/,
  ],
  ['cookie: { name: __Host-t, allowedOrigins: [] }', /gateway\.yaml:1: cookie\.allowedOrigins: expected/],
  ["challenge: { realm: 'a\"b' }", /gateway\.yaml:1: challenge\.realm: expected printable ASCII/],
  [
    'rules: [{ recentLogin: { maxAuthAgeSeconds: 1e12 } }]',
    /gateway\.yaml:1: rules\[0\]\.recentLogin\.maxAuthAgeSeconds: /,
  ],
  [
    'rules: [{ require: { maxAuthAgeSeconds: 1e12 } }]',
    /gateway\.yaml:1: rules\[0\]\.require\.maxAuthAgeSeconds: /,
  ],
  [
    'assertion: { issuer: https://g.example, keyFile: gateway.yaml }\nrules: [{ backend: b }]',
    /gateway\.yaml:1: assertion\.keyFile: .*gateway\.yaml (may be read by others|is no file of signing keys)/,
  ],
]

for (const [text, expected] of FOUND_LATE) {
  test(`check and start name the line of ${text.slice(0, 40)}`, (t) => {
    const file = join(temporaryFolder(t), 'gateway.yaml')
    const others = [
      'issuers: [{ authgear: https://project.authgear.cloud }]',
      'proxy: nginx',
      'trustedProxies: [loopback]',
      'rules: [{}]',
    ].filter((line) => !text.includes(line.split(' ')[0] ?? ''))
    writeFileSync(file, [text, ...others, ''].join('\n'))
    for (const command of ['check', 'start']) {
      const { code, err } = run(command, file)
      assert.equal(code, 2)
      assert.match(err, expected)
    }
  })
}

test('check warns of a requirement that demands nothing', (t) => {
  const file = join(temporaryFolder(t), 'gateway.yaml')
  writeFileSync(
    file,
    `issuers: [{ authgear: https://project.authgear.cloud }]
proxy: nginx
trustedProxies: [loopback]
rules:
  - require: {}
`,
  )
  const { code, out } = run('check', file)
  assert.equal(code, 1)
  assert.match(out, /gateway\.yaml:5: rules\[0\]\.require: demands nothing/)
})

test('says what it can do', () => {
  const { code, out } = run('--help')
  assert.equal(code, 0)
  for (const command of ['start', 'check', 'config']) assert.match(out, new RegExp(`^ +${command}`, 'm'))
})
