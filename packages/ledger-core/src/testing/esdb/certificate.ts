import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
  readonly certFile: string
  readonly keyFile: string
}

/** For servers of this machine, signed by nobody but itself, made for one test; undefined where openssl is missing. */
export function makeCertificate(folder: string): Certificate | undefined {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  try {
    execFileSync('openssl', ['req', ...made, ...names, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), certFile, keyFile }
}
