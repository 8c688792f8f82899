import { clock } from './commands/clock.ts'
import { completion } from './commands/completion.ts'
import { decode } from './commands/decode.ts'
import { dev } from './commands/dev.ts'
import { doctor } from './commands/doctor.ts'
import { fault } from './commands/fault.ts'
import { gateway } from './commands/gateway.ts'
import { login } from './commands/login.ts'
import { probe } from './commands/probe.ts'
import { rotate } from './commands/rotate.ts'
import { token } from './commands/token.ts'
import { users } from './commands/users.ts'
import { verify } from './commands/verify.ts'
import type { MakeCommand } from './make-command.ts'

/** Every command there is, in the order in which the help lists them. What one does is loaded when it runs. */
export const COMMANDS: readonly MakeCommand[] = [
  verify,
  decode,
  doctor,
  probe,
  dev,
  token,
  users,
  rotate,
  clock,
  fault,
  login,
  gateway,
  completion,
]
