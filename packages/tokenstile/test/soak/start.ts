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
const seed = Number(values.seed)
const clockLimit = values['clock-seconds'] === undefined ? Infinity : Number(values['clock-seconds'])
const realLimit = clockLimit === Infinity ? Number(values.seconds) : Infinity
console.log(`npm run soak -- --seed ${seed}: the same again`)

const startedAt = performance.now()
const realSeconds = (): number => (performance.now() - startedAt) / 1000
const report = await runSoak(seed, (clock) => clock >= clockLimit || realSeconds() >= realLimit)
console.log(describeSoak(report, realSeconds()))
console.log(
  `--seed ${seed} --clock-seconds ${report.clockSeconds} repeats this run, however fast the machine`,
)
process.exitCode = report.violations.length === 0 ? 0 : 1
