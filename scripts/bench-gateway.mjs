import './steps/node-version.mjs'
import { runBench } from './steps/run-bench.mjs'

process.exitCode = await runBench('gateway/main.js')
