import { InvalidArgumentError, type Command } from 'commander'

/** Whom to trust, as the command line says it. */
export interface TrustChoice {
  readonly issuer?: string | undefined
  /** False: is not checked. Undefined: the issuer is an Authgear project, which is its own audience. */
  readonly audience?: readonly string[] | false | undefined
  /** Of an Authgear project: the API that its tokens are bound to. */
  readonly resource?: string | undefined
  readonly type?: readonly string[] | undefined
  readonly kind?: { readonly claim: string; readonly value: string } | undefined
  readonly clientId?: readonly string[] | undefined
  readonly dangerouslyAllowHttpFor?: readonly string[] | undefined
}

/** Adds what says whom to trust. */
export function withTrust(command: Command): Command {
  return command
    .option('--issuer <url>', 'the issuer; default: TOKENSTILE_ISSUER')
    .option('--audience <text>', 'your API; not needed for an Authgear endpoint; may be repeated', collect)
    .option('--resource <uri>', 'of an Authgear project: the API that the token must be bound to')
    .option('--no-audience', 'does not check the audience')
    .option(
      '--type <name>',
      'the typ of its access tokens, "none" for no typ; default: at+jwt; may be repeated',
      collect,
    )
    .option('--kind <claim=value>', 'what marks an access token where its typ does not', toKind)
    .option('--client-id <id>', 'the client that may call; may be repeated', collect)
    .option(
      '--dangerously-allow-http-for <host>',
      'a host that may be asked without TLS; may be repeated',
      collect,
    )
}

/** Gathers the values of an option that is repeated. */
export function collect(value: string, before: unknown): readonly string[] {
  return Array.isArray(before) ? [...(before as string[]), value] : [value]
}

function toKind(text: string): NonNullable<TrustChoice['kind']> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('expected a claim and a value: token_use=access')
  return { claim: text.slice(0, at), value: text.slice(at + 1) }
}
