using Panta.Data.Benchmarks;

// Benchmarks by name, then a number of rows; without names all.
var rows = args.Length > 0 && int.TryParse(args[^1], out var given) ? given : 5_000_000;
var wanted = args.Where(arg => !int.TryParse(arg, out _)).ToArray();
if (wanted.Length == 0 || wanted.Contains("reading")) ReadingBenchmark.Run(rows);
if (wanted.Length == 0 || wanted.Contains("border")) BorderBenchmark.Run(rows);
if (wanted.Length == 0 || wanted.Contains("delta")) DeltaBenchmark.Run();
if (wanted.Length == 0 || wanted.Contains("commits")) DeltaCommitBenchmark.Run();
if (wanted.Length == 0 || wanted.Contains("postgres")) PostgresBenchmark.Run(Math.Min(rows, 2_000_000));
