import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

function packageOf(file: string): string | undefined {
  if (!file.includes('node_modules')) return undefined;
  let folder = dirname(file);
  while (!named(folder)) folder = dirname(folder);
  return folder;
}

/** Some packages keep a nameless package.json beside each kind of build. */
function named(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { name?: string }).name;
}

function textOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string };
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : (license ?? '');
  return `${name} ${version}\n\n${text}\n`;
}

/** LICENSE.txt beside the build: the terms of every package that is in it. */
export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const file of Object.keys(chunk.modules)) {
          const folder = packageOf(file.replaceAll('\0', '').split('?')[0] ?? '');
          if (folder) folders.add(folder);
        }
      }
      const texts = new Set([...folders].sort().map(textOf));
      const source = [...texts].join(`\n${'-'.repeat(72)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'LICENSE.txt', source });
    },
  };
}
