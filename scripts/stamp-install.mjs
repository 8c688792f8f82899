import { stampInstall } from './steps/install.mjs'

stampInstall()
