import { evaluate } from './evaluate';

void evaluate(process.argv.slice(2), (text) => void process.stdout.write(text)).then((code) => {
  process.exitCode = code;
});
