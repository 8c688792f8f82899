import { describeMachine, describeVersions } from '../machine.ts'
import { writeBetweenMarkers } from '../write-between-markers.ts'
import { httpPromises, httpTable, measureHttp, type HttpEffort, type HttpSpeed } from './http-speed.ts'
import { FRAMEWORKS } from './servers/frameworks.ts'

const PACKAGES = [
  'express',
  'fastify',
  'hono',
  '@hono/node-server',
  'koa',
  'express-oauth2-jwt-bearer',
  '@fastify/jwt',
  'koa-jwt',
  '@nestjs/core',
  'passport-jwt',
  'jose',
]
const README = new URL('../../README.md', import.meta.url)
const FLAGS = ['--write', '--quick']

const given = process.argv.slice(2)
const names = given.filter((word) => !word.startsWith('--'))
const mistake = findMistake()

if (mistake === undefined) await measureAll()
else {
  console.error(mistake)
  process.exitCode = 1
}

function findMistake(): string | undefined {
  const known = [...FLAGS, ...Object.keys(FRAMEWORKS)]
  const unknown = given.find((word) => !known.includes(word))
  if (unknown !== undefined) return `unknown ${unknown}; hint: there are ${known.join(', ')}`
  if (!given.includes('--write') || (names.length === 0 && !given.includes('--quick'))) return undefined
  return 'only a whole run is written into bench/README.md; hint: leave --write out, or the rest'
}

async function measureAll(): Promise<void> {
  const effort: HttpEffort = given.includes('--quick')
    ? { rounds: 3, seconds: 1 }
    : { rounds: 12, seconds: 2 }
  const speeds: HttpSpeed[] = []
  for (const framework of Object.keys(FRAMEWORKS)) {
    if (names.length > 0 && !names.includes(framework)) continue
    console.error(`measuring ${framework} ...`)
    speeds.push(await measureHttp(framework, effort))
  }
  const report = [
    `${describeMachine()}\n${describeVersions(PACKAGES)}`,
    httpPromises(speeds),
    httpTable(speeds),
  ].join('\n\n')
  console.log(report)
  if (given.includes('--write')) {
    writeBetweenMarkers(README, 'http', report)
    console.error('wrote bench/README.md')
  }
}
