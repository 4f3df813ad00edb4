using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

/// <summary>Tests that look at the memory of the whole process: no others run beside them.</summary>
[CollectionDefinition(nameof(DatabaseMemoryTests), DisableParallelization = true)]
[Collection(nameof(DatabaseMemoryTests))]
public sealed class DatabaseMemoryTests
{
    [PostgresTheory]
    [InlineData("1000000")]
    [InlineData("$1", 1_000_000)]
    public void A_million_rows_of_PostgreSQL_are_streamed_in_the_memory_of_a_batch(string count, params object[] parameters) =>
        IsStreamed(Read.Postgres(Postgres.Database, $"SELECT i, i * 0.5::float8 AS x, md5(i::text) AS t FROM generate_series(1, {count}) i", parameters));

    [Fact]
    public void A_million_rows_of_SQLite_are_streamed_in_the_memory_of_a_batch()
    {
        const string Sql = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ?) SELECT i, i * 0.5 AS x, hex(randomblob(16)) AS t FROM r";
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["empty.db"], []);

        IsStreamed(Read.Sqlite(folder["empty.db"], Sql, 1_000_000));
    }

    // All texts alone are more than 100 MB in memory.
    static void IsStreamed(DataFrame frame)
    {
        var (rows, most) = (0L, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        foreach (var batch in frame.Batches())
        {
            rows += batch.RowCount;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(1_000_000, rows);
        Assert.InRange(most, 0, 40 << 20);
    }
}
