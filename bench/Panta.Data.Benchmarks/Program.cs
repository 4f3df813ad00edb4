using Panta.Data.Benchmarks;

ReadingBenchmark.Run(args.Length > 0 ? int.Parse(args[0]) : 5_000_000);
