/*
    program.ts -- Typed programs for the checks, from a project on disk or from texts in memory.

    The compiler of the project is TypeScript 7, which has no API; `typescript-api` is the last release that has one. Both
    agree on the language of this project, and the checks report only what their own rules find.
*/

import { dirname, relative, resolve } from 'node:path'
import ts from 'typescript-api'

/** A program together with the files that the checks look at. */
export interface Project {
    readonly program: ts.Program
    /** The sources of the project itself: no declaration files, nothing from node_modules. */
    readonly files: readonly ts.SourceFile[]
    /** Path of a source relative to the project's folder, with forward slashes. */
    name(file: ts.SourceFile): string
}

function project(program: ts.Program, root: string): Project {
    const files = program
        .getSourceFiles()
        .filter(file => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file))
    return { program, files, name: file => relative(root, file.fileName).replaceAll('\\', '/') }
}

/**
 * Load the project of a tsconfig.json.
 *
 * @throws Error when the configuration cannot be read
 */
export function loadProject(tsconfig: string): Project {
    const path = resolve(tsconfig)
    const host: ts.ParseConfigFileHost = {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic(diagnostic) {
            throw new Error(`Cannot read ${tsconfig}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`)
        },
    }
    const config = ts.getParsedCommandLineOfConfigFile(path, { noEmit: true }, host)
    if (config === undefined) {
        throw new Error(`Cannot read ${tsconfig}: not a configuration`)
    }
    return project(ts.createProgram(config.fileNames, config.options), dirname(path))
}

const MEMORY_OPTIONS: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts'],
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
}

/** The library's declarations take most of the time of a small program, and never change. */
const libraries = new Map<string, ts.SourceFile | undefined>()

/**
 * Make a project of texts: `{ 'a.ts': 'export const a = 1' }`. The standard library is there, nothing else.
 *
 * @throws Error when a text does not compile, so that a test cannot pass by a mistake in its own text
 */
export function memoryProject(texts: Readonly<Record<string, string>>): Project {
    const root = '/memory'
    const disk = ts.createCompilerHost(MEMORY_OPTIONS)
    const sources = new Map(Object.entries(texts).map(([name, text]) => [`${root}/${name}`, text]))
    const host: ts.CompilerHost = {
        ...disk,
        getCurrentDirectory: () => root,
        fileExists: name => sources.has(name) || (name.endsWith('.d.ts') && disk.fileExists(name)),
        readFile: name => sources.get(name) ?? disk.readFile(name),
        directoryExists: () => true,
        getSourceFile(name, options) {
            const text = sources.get(name)
            if (text !== undefined) {
                return ts.createSourceFile(name, text, options, true)
            }
            if (!libraries.has(name)) {
                libraries.set(name, disk.getSourceFile(name, options))
            }
            return libraries.get(name)
        },
    }
    const program = ts.createProgram([...sources.keys()], MEMORY_OPTIONS, host)
    const errors = ts.getPreEmitDiagnostics(program)
    if (errors.length > 0) {
        throw new Error(`Cannot compile the texts: ${ts.formatDiagnostics(errors, disk)}`)
    }
    return project(program, root)
}
