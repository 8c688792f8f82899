#!/usr/bin/env node
import { runCommand } from './command-line.ts'

/** The command. A mistake is a sentence and exit code 2. */
const code = await runCommand(process.argv.slice(2), {
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
})
if (code !== undefined) process.exitCode = code
