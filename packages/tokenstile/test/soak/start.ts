import { parseArgs } from 'node:util'
import { describeSoak } from './describe-soak.ts'
import { runSoak } from './run-soak.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    seconds: { type: 'string', default: '120' },
    'clock-seconds': { type: 'string' },
  },
})
const seed = readNumber('seed', values.seed)
const clockLimit = readNumber('clock-seconds', values['clock-seconds'] ?? 'Infinity')
const realLimit = clockLimit === Infinity ? readNumber('seconds', values.seconds) : Infinity
console.log(`npm run soak -- --seed ${seed}: the same again`)

const startedAt = performance.now()
const realSeconds = (): number => (performance.now() - startedAt) / 1000
const report = await runSoak(seed, (clock) => clock >= clockLimit || realSeconds() >= realLimit)
console.log(describeSoak(report, realSeconds()))
console.log(
  `--seed ${seed} --clock-seconds ${report.clockSeconds} repeats this run, however fast the machine`,
)
process.exitCode = report.violations.length === 0 ? 0 : 1

/** A limit that is no number would never be reached. */
function readNumber(name: string, text: string): number {
  const number = Number(text)
  if (text === '' || Number.isNaN(number)) throw new TypeError(`--${name} must be a number`)
  return number
}
