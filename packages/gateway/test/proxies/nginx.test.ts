import { isInstalled } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import { startNginx } from './nginx-process.ts'

if (isInstalled('nginx')) describeProxy('nginx', 'nginx', startNginx)
