import { runCommand } from '@tokenstile/gateway/command'
import type { ExitCode, Surroundings } from '../surroundings.ts'

/** Runs the command line of the gateway. One that was started goes on by itself. */
export async function runGateway(
  words: readonly string[],
  { environment, out, err, setCode }: Surroundings,
): Promise<void> {
  const code = await runCommand(words, { environment, out, err }, 'tokenstile gateway')
  if (code !== undefined) setCode(code as ExitCode)
}
