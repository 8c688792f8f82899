import { readHost } from '../asked/host.ts'
import { readTarget } from '../asked/target.ts'
import { ConfigurationError } from '../config/problem.ts'
import { createRuleBook } from '../rules/rule-book.ts'
import type { Setup } from '../server/setup.ts'

/** Says what a request would get, as `GET https://api.example/orders`: which rule, and what that demands. */
export function explainRequest(words: readonly string[], { rules, read }: Setup): string {
  const [method = '', url = ''] = words.flatMap((word) => word.split(' '))
  const parts = /^https?:\/\/([^/?#]+)(\/.*)?$/.exec(url)
  const host = parts?.[1] === undefined ? undefined : readHost(parts[1])
  if (host === undefined)
    throw new ConfigurationError(['--explain takes a method and a URL: GET https://api.example/'])
  // Not by URL, which would resolve what the gateway refuses.
  const target = readTarget(parts?.[2] ?? '/')
  if (target === undefined) return `${method} ${url}: refused with 400: the path cannot be read`
  const found = createRuleBook(rules).find({ method, host, ...target })
  if (found.kind === 'ambiguous') return `${method} ${url}: refused with 400: the path has ${found.reason}`
  if (found.kind === 'none') return `${method} ${url}: refused with 403: no rule covers it`
  const { rule } = found
  const where = read.locate({ path: ['rules', rule.index], message: rule.name })
  return `${method} ${url}: ${where}: ${describe(read.config.rules[rule.index])}`
}

function describe({
  anonymous,
  require,
  recentLogin,
  allowPreflights,
}: NonNullable<Setup['read']['config']['rules'][number]> = {}): string {
  const demands = [
    anonymous ? 'no token is needed; a bad one is refused with 401' : 'needs a verified token, or 401',
    ...(require === undefined ? [] : [`and of its caller ${JSON.stringify(require)}`]),
    ...(recentLogin === undefined
      ? []
      : [`and a login of at most ${recentLogin.maxAuthAgeSeconds ?? 300} seconds ago`]),
    ...(allowPreflights ? ['; preflights pass'] : []),
  ]
  return demands.join(' ')
}
