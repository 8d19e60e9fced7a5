// A minute of a program's life in some seconds: V8 compiles after an eighth of the calls that it waits for. Node 22 and later have no
// such setting, and run as ever.
if (process.versions.v8.startsWith('11.')) require('node:v8').setFlagsFromString('--interrupt-budget=8000');
