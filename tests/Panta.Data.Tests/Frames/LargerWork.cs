using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Splits;
using Panta.Data.Writing;
using Panta.Tests;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Frames;

/// <summary>What <see cref="LargerThanMemoryTests"/> has a program of its own do; each figure is a line.</summary>
static class LargerWork
{
    public static int Run(string folder, long rows, Action<string> say)
    {
        string At(string name) => Path.Combine(folder, name);

        // Numbers that do not compress, so that the file is as large as its rows.
        var made = DataFrame.Sql(
            "SELECT range AS id, hash(range) % 1000003 AS key, hash(range * 7) / 1.9e19 AS a, hash(range * 11) / 1.9e19 AS b, hash(range * 13) / 1.9e19 AS c, "
            + "hash(range * 17) / 1.9e19 AS d FROM range($1)",
            new Dictionary<string, DataFrame>(), rows);
        ParquetFile.Write(At("source.parquet"), made);
        say($"source {new FileInfo(At("source.parquet")).Length}");
        var source = Read.Parquet(At("source.parquet"));

        say($"sorted {ParquetFile.Write(At("sorted.parquet"), source.OrderBy(Col("key"), Col("a").Desc()))}");
        File.Delete(At("sorted.parquet"));

        var other = source.Select(Col("id"), (Col("a") + Col("b")).As("sum"));
        say($"joined {ParquetFile.Write(At("joined.parquet"), source.Join(other, "id"))}");
        File.Delete(At("joined.parquet"));

        var parts = new RandomSplit { Weights = [0.8, 0.2], Seed = 42 }.Apply(source);
        say($"split {parts.Select((part, i) => ParquetFile.Write(At($"part{i}.parquet"), part)).Sum()}");
        for (var i = 0; i < parts.Length; i++) File.Delete(At($"part{i}.parquet"));

        var table = DeltaTable.Create(At("table"), source.Schema);
        table.Append(source);
        say($"delta {table.Snapshot().RowCount}");
        say($"peak {PeakMemory.Bytes()}");
        return 0;
    }
}
