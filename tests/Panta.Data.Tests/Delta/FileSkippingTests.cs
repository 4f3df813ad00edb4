using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class FileSkippingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_files_that_may_hold_the_rows_are_opened()
    {
        var table = DeltaTable.Create(_folder["table"], Rows.At(0, 1).Schema);
        for (var day = 0; day < 10; day++) table.Append(Rows.At(day, 24));
        var snapshot = table.Snapshot();

        Assert.Equal((10, 10), Files(snapshot.Skipping()));
        Assert.Equal((10, 2), Files(snapshot.Skipping(Functions.Col("event_time") >= Rows.Start.AddDays(8))));
        Assert.Equal((10, 1), Files(snapshot.Skipping(Expression.Parse("id LIKE '3-%' AND x > 3.2"))));
        Assert.Equal((10, 0), Files(snapshot.Skipping(Functions.Col("id").IsNull())));
        Assert.Equal((10, 3), Files(snapshot.Skipping(Functions.Col("id").IsIn("1-1", "4-0", "9-23"))));
        Assert.Equal((10, 10), Files(snapshot.Skipping(Functions.Length("id") > 1)));
    }

    [Fact]
    public void Files_that_are_passed_over_are_not_missed()
    {
        var table = DeltaTable.Create(_folder["table"], Rows.At(0, 1).Schema);
        for (var day = 0; day < 4; day++) table.Append(Rows.At(day, 24));
        File.Delete(Path.Combine(_folder["table"], table.Snapshot().Files[2].Path));

        Assert.Equal(24, table.Snapshot().AsFrame().Where(Functions.Col("x") < 3).Where(Functions.Col("x") < 1).Count());
        Assert.Equal(24, table.Read(new() { Where = Functions.Col("event_time") >= Rows.Start.AddDays(3), Columns = ["x"] }).RowCount);
        Assert.Throws<DeltaException>(() => table.Snapshot().AsFrame().Where(Functions.Col("x") > 1.9).Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_row_is_ever_lost_in_tables_of_ours(bool partitioned)
    {
        var rows = Random(new(7), 600);
        var table = DeltaTable.Create(_folder["table"], rows.Schema, new() { PartitionColumns = partitioned ? ["text", "day", "flag"] : [] });
        for (var i = 0; i < 20; i++) table.Append(rows.Slice(30 * i, 30));

        RequireNothingLost(table.Snapshot(), 300);
    }

    [SharedTheory("golden/delta")]
    [InlineData("types")]
    [InlineData("statistics")]
    [InlineData("zorder")]
    [InlineData("partition_types")]
    [InlineData("partition_special")]
    [InlineData("partition_timestamp")]
    [InlineData("change_data_feed")]
    [InlineData("spark_dv")]
    [InlineData("spark_dv_partitioned")]
    [InlineData("spark_mapping_name")]
    [InlineData("spark_mapping_upgraded")]
    [InlineData("spark_partition_types")]
    [InlineData("spark_type_widening")]
    [InlineData("spark_ntz")]
    [InlineData("spark_int96")]
    [InlineData("real_data")]
    public void No_row_is_ever_lost_in_tables_of_others(string name) => RequireNothingLost(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot(), 60);

    // The naive twin reads everything, then filters.
    static void RequireNothingLost(DeltaSnapshot snapshot, int trials)
    {
        var all = snapshot.Read();
        var skipped = 0L;
        for (var seed = 0; seed < trials; seed++)
        {
            var condition = Condition(new(seed), all, 2);
            var expected = GoldenRows.Of(((DataFrame)all).Where(condition).ToTable());
            var skipping = snapshot.Skipping(condition);
            skipped += skipping.FilesThere - skipping.FilesRead;

            Assert.True(expected.SequenceEqual(GoldenRows.Of(snapshot.Read(new() { Where = condition }))), $"seed {seed}: {condition}");
        }

        Assert.True(skipped > 0 || snapshot.FileCount < 20, "no file was ever passed over");
    }

    static (long, long) Files(FileSkipping skipping) => (skipping.FilesThere, skipping.FilesRead);

    static Expression Condition(Random random, Table rows, int depth)
    {
        if (depth > 0 && random.Next(2) == 0)
        {
            var (left, right) = (Condition(random, rows, depth - 1), Condition(random, rows, depth - 1));
            return random.Next(5) switch { 0 or 1 => left & right, 2 or 3 => left | right, _ => !left };
        }

        var name = rows.Schema.Names.ElementAt(random.Next(rows.Schema.Count));
        var column = Functions.Col(name);
        var value = rows.RowCount == 0 ? null : Near(random, rows[name].Value(random.Next(rows.RowCount)));
        if (value is null || random.Next(8) == 0) return random.Next(2) == 0 ? column.IsNull() : column.IsNotNull();
        // A decimal too large for .NET's is shown as its text.
        if (value is string && rows.Schema[name].Type != DataType.String) return column.IsNotNull();
        if (value is string text && random.Next(3) == 0)
            return column.Like(text[..Math.Min(text.Length, random.Next(4))].Replace("\\", "", StringComparison.Ordinal) + "%");

        var literal = Literal.Of(value);
        return random.Next(8) switch
        {
            0 => column < literal,
            1 => column <= literal,
            2 => column > literal,
            3 => column >= literal,
            4 => column.EqualTo(literal),
            5 => column.EqualNullSafe(literal),
            6 => literal < column,
            _ => column.IsIn(literal, Literal.Of(value)),
        };
    }

    // A value of the column or one beside it; now and then of another type that compares with it.
    static object? Near(Random random, object? value) => value switch
    {
        double number when random.Next(4) == 0 && Math.Abs(number) < 1e9 => (decimal)number,
        double number => random.Next(3) switch { 0 => Math.BitIncrement(number), 1 => Math.BitDecrement(number), _ => number },
        float number when random.Next(3) == 0 && Math.Abs(number) < 1e9 => (decimal)number,
        float number when random.Next(3) == 0 => (double)number,
        float number => random.Next(2) == 0 ? MathF.BitIncrement(number) : number,
        int number when random.Next(4) == 0 => number + 0.5,
        long number => random.Next(4) switch { 0 when number < long.MaxValue => number + 1, 1 => (double)number, _ => number },
        DateTimeOffset instant => instant.Year is > 1 and < 9999 ? instant.AddTicks(random.Next(-20, 21) * 10) : instant,
        DateTime local => local.Year is > 1 and < 9999 ? local.AddTicks(random.Next(-20, 21) * 10) : local,
        string text when text.Contains('\0', StringComparison.Ordinal) => null,
        string text => random.Next(3) switch { 0 => text + "a", 1 when text.Length > 1 => text[..(char.IsHighSurrogate(text[^2]) ? ^2 : ^1)], _ => text },
        byte[] or double[] => null,
        bool or sbyte or short or int or decimal or DateOnly => value,
        _ => null,
    };

    static Table Random(Random random, int count)
    {
        var validity = Validity.Of(count, _ => random.Next(10) != 0);
        T[] Of<T>(Func<int, T> value) => [.. Enumerable.Range(0, count).Select(i => value(i))];
        return Table.Of(
            ("whole", new Column<long>(DataType.Int64, Of(i => i * 1_000_000_007L * (random.Next(2) == 0 ? 1 : -1)), validity)),
            ("small", new Column<int>(DataType.Int32, Of(i => i / 3), validity)),
            ("number", new Column<double>(DataType.Float64, Of(i => random.Next(40) == 0 ? double.NaN : i * 0.1))),
            ("single", new Column<float>(DataType.Float32, Of(i => i * 0.1f), validity)),
            ("price", new Column<Int128>(DataType.Decimal(12, 2), Of(i => (Int128)(i * 25)), validity)),
            ("text", TextColumn.Of(Of(i => random.Next(9) == 0 ? null : (i / 200).ToString(CultureInfo.InvariantCulture) + new string('é', i % 3 * 20)))),
            ("day", new Column<int>(DataType.Date, Of(i => 20_000 + i / 150), validity)),
            ("flag", new Column<bool>(DataType.Bool, Of(i => i % 300 > 150))),
            ("at", new Column<long>(DataType.Timestamp, Of(i => i * 1_234_567_891L), validity)),
            ("local", new Column<long>(DataType.TimestampNtz, Of(i => i * 1_234_567_891L))));
    }
}
