import './steps/node-version.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'

process.exitCode = (await installDependencies()) || (await compile())
