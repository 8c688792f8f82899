import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { GENERATORS } from '../../dist/generate/generators.js'
import { freePort, startProgram, temporaryFolder } from '../support/program.ts'
import type { StartProxy } from './served.ts'

/** Starts a real nginx with the configuration that the gateway prints, as somebody may change it. */
export const startNginxWith =
  (change: (text: string) => string): StartProxy =>
  async (t, config, backend) => {
    const port = await freePort()
    const text = GENERATORS['nginx']?.(config, { listen: `127.0.0.1:${port}`, backend }) ?? ''
    await runNginx(t, port, change(text))
    return port
  }

/** Starts a real nginx with the configuration that the gateway prints. */
export const startNginx: StartProxy = startNginxWith((text) => text)

export async function runNginx(t: TestContext, port: number, text: string): Promise<void> {
  const folder = temporaryFolder(t)
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n')
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events { worker_connections 512; }
    http { access_log off; ${paths}
    ${text.replace('include fastcgi_params;', 'include /etc/nginx/fastcgi_params;')} }`,
  )
  await startProgram(t, port, 'nginx', ['-p', folder, '-c', file, '-e', `${folder}/error.log`])
}
