import { attackTable } from './accepted-attacks.ts'
import type { CacheMemory } from './cache-memory.ts'
import { priceTables } from './check-prices.ts'
import { startChild } from './child.ts'
import { describeMachine, describeVersions } from './machine.ts'
import { toTable } from './markdown-table.ts'
import { refusalPromise, refusalTable } from './refusal-speed.ts'
import { toReport } from './report.ts'
import type { Effort, Measured } from './rounds.ts'
import { signTokens, type AlgorithmName } from './signed-tokens.ts'
import { measureVerification, promises, speedTable } from './verification-speed.ts'
import { writeBetweenMarkers } from './write-between-markers.ts'

const PACKAGES = ['tokenstile', 'jose', 'fast-jwt', 'jsonwebtoken', 'aws-jwt-verify', 'hono']
const README = new URL('../README.md', import.meta.url)
const KNOWN = ['--write', '--quick']
const options = process.argv.slice(2)
const mistake = findMistake()

if (mistake === undefined) await measureAll(options.includes('--quick'), options.includes('--write'))
else {
  console.error(mistake)
  process.exitCode = 1
}

function findMistake(): string | undefined {
  const unknown = options.find((option) => !KNOWN.includes(option))
  if (unknown !== undefined) return `unknown option ${unknown}; hint: there are ${KNOWN.join(' and ')}`
  if (options.length < 2) return undefined
  return 'a quick run is too rough to be written into bench/README.md; hint: use one of the options'
}

async function measureAll(isQuick: boolean, isWritten: boolean): Promise<void> {
  const effort: Effort = isQuick
    ? { rounds: 40, warmUpMs: 100, batchMs: 2 }
    : { rounds: 400, warmUpMs: 400, batchMs: 2 }
  const results = new Map<AlgorithmName, Measured>()
  const rs256 = await signTokens('RS256', isQuick ? 1000 : 4000)
  for (const algorithm of ['RS256', 'ES256', 'EdDSA'] as const) {
    say(`measuring ${algorithm} ...`)
    const signed = algorithm === 'RS256' ? rs256 : await signTokens(algorithm, isQuick ? 1000 : 4000)
    results.set(algorithm, await measureVerification(signed, effort))
  }
  say('measuring the steps and checks of one verification ...')
  const [steps, checks] = await priceTables(rs256, effort)
  say('measuring refusals ...')
  const refusals = await refusalTable(rs256, { ...effort, rounds: effort.rounds / 4 })
  say('measuring the memory of the cache ...')
  const memory = startChild('cache-memory', [String(isQuick ? 2000 : 10_000)], ['--expose-gc'])

  const kept = [...promises(results.get('RS256') as Measured), refusalPromise(refusals.worst)]
  const report = toReport({
    machine: describeMachine(),
    versions: describeVersions(PACKAGES),
    promises: toTable(['promise', 'target', 'measured', ''], kept),
    speed: speedTable(results),
    attacks: await attackTable(rs256),
    steps,
    checks,
    refusals: refusals.table,
    memory: await memory.next<CacheMemory>(),
  })
  console.log(report)
  if (isWritten) {
    writeBetweenMarkers(README, 'measured', report)
    say('wrote bench/README.md')
  }
}

/** Progress goes beside the result, which can be piped. */
function say(what: string): void {
  console.error(what)
}
