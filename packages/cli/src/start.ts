#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'
import { processSurroundings } from './process-surroundings.ts'

/** The command `tokenstile`. */
await runCommandLine(process.argv.slice(2), processSurroundings())
