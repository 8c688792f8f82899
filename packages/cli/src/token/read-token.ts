import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Surroundings } from '../surroundings.ts'
import { ask } from '../terminal/ask.ts'
import { UsageError } from '../usage-error.ts'
import { readInput } from './read-input.ts'
import type { TokenOptions } from './token-options.ts'

const WAYS = 'pipe it in, name a file with --token-file, or set TOKENSTILE_TOKEN'

/**
 * Gives the token to look at: from the command line, a file, what is piped in, TOKENSTILE_TOKEN, or a question at the
 * terminal, the first of these that there is. Takes `Bearer` and quotes off, and takes it out of the answer of a token endpoint.
 * Never shows it. Throws a UsageError where there is none, or something that can be no token.
 */
export async function readToken(
  { token, tokenFile }: TokenOptions,
  surroundings: Surroundings,
): Promise<string> {
  if (token !== undefined && tokenFile !== undefined) {
    throw new UsageError('a token was given twice', 'give an argument or --token-file, not both')
  }
  if (tokenFile !== undefined) return toToken(await readTokenFile(tokenFile), `the file ${tokenFile}`)
  if (token === '-') return toToken(await readInput(surroundings.stdin), 'standard input')
  if (token !== undefined) {
    refuseFileName(token)
    surroundings.err(
      `warning: the token is on the command line, where your shell's history keeps it and others see it\nhint: ${WAYS}\n`,
    )
    return toToken(token, 'the argument')
  }
  return readUnasked(surroundings)
}

/** `verify token.txt` is a slip that would otherwise be told as an opaque token. */
function refuseFileName(token: string): void {
  if (token.startsWith('eyJ') || !existsSync(token)) return
  throw new UsageError(`${token} is the name of a file, and no token`, `read it with --token-file ${token}`)
}

async function readUnasked(surroundings: Surroundings): Promise<string> {
  const { environment, isTerminal, stdin } = surroundings
  // Before the environment: who pipes a token in means that one, whatever was set long ago.
  const piped = isTerminal.in ? '' : await readInput(stdin)
  if (piped.trim() !== '') return toToken(piped, 'standard input')
  const set = environment['TOKENSTILE_TOKEN']
  if (set !== undefined && set !== '') return toToken(set, 'TOKENSTILE_TOKEN')
  if (!isTerminal.in || !isTerminal.err) throw new UsageError('no token was given', WAYS)
  return toToken(await ask('token (not shown): ', surroundings), 'what was typed')
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      code === 'ENOENT' ? `there is no file ${path}` : `the file ${path} cannot be read (${code})`,
      'name a file that holds the token and nothing else',
    )
  }
}

/** A token is one word of visible characters, at most behind `Bearer`. What it is worth, others say. */
function toToken(text: string, where: string): string {
  const given = (fromTokenAnswer(text.trim()) ?? text.trim()).replace(/^(["'])(.*)\1$/s, '$2')
  const token = given.replace(/^(?:authorization: *)?bearer +/i, '')
  if (token === '') throw new UsageError(`${where} holds no token`, WAYS)
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new UsageError(
    `${where} holds no token: there are spaces or other characters in it that no token has`,
    'copy the whole token, from eyJ to its end, and nothing else',
  )
}

/** The access token in what a token endpoint answers. */
function fromTokenAnswer(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const { access_token: token } = JSON.parse(text) as { readonly access_token?: unknown }
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}
