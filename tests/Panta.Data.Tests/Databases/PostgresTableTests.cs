using System.Numerics;
using Panta.Data.Databases;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class PostgresTableTests
{
    static readonly PostgresWriteOptions Append = new() { Mode = PostgresWriteMode.Append };
    static readonly PostgresWriteOptions Replace = new() { Mode = PostgresWriteMode.Replace };

    [PostgresFact]
    public void Every_type_comes_back_bit_for_bit()
    {
        var rows = Table.Of(
            ("b", Columns.Of(DataType.Bool, true, false, null)),
            ("i2", Columns.Of(DataType.Int16, short.MinValue, short.MaxValue, null)),
            ("i4", Columns.Of(DataType.Int32, int.MinValue, int.MaxValue, null)),
            ("i8", Columns.Of(DataType.Int64, long.MinValue, long.MaxValue, null)),
            ("f4", Columns.Of(DataType.Float32, float.NaN, -0f, null)),
            ("f8", Columns.Of(DataType.Float64, double.NegativeInfinity, double.Epsilon, null)),
            ("d38", new Column<Int128>(DataType.Decimal(38, 38), new[] { (Int128)BigInteger.Pow(10, 38) - 1, 1 - (Int128)BigInteger.Pow(10, 38), 0 })),
            ("d9", new Column<Int128>(DataType.Decimal(9, 2), new Int128[] { -1, 999_999_999, 5 }, Validity.Of(3, row => row < 2))),
            ("t", Columns.Texts("żółw 🐢", "", null)),
            ("y", Columns.Of(DataType.Binary, new byte[] { 0, 255 }, Array.Empty<byte>(), null)),
            ("d", new Column<int>(DataType.Date, new[] { int.MaxValue, -int.MaxValue, -2_440_588 })),
            ("z", new Column<long>(DataType.Timestamp, new[] { long.MaxValue, -long.MaxValue, 1 })),
            ("n", new Column<long>(DataType.TimestampNtz, new[] { -210_866_803_200_000_000, 9_223_371_244_799_999_999, 0 })));

        var written = PostgresTable.Write(Postgres.Database, "every type", rows);

        var read = Read.PostgresTable(Postgres.Database, "every type").ToTable();
        Assert.Equal(3, written);
        Assert.Equal(rows.Schema, read.Schema);
        TableAssert.Equal(rows, read);
    }

    [PostgresFact]
    public void Random_tables_come_back_bit_for_bit()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var rows = RandomRows(random, random.Next(1, 3000));

            PostgresTable.Write(Postgres.Database, $"random {seed}", new DataFrame(rows.Schema, _ => InParts(rows, random.Next(1, rows.RowCount + 1))));

            TableAssert.Equal(rows, Read.PostgresTable(Postgres.Database, $"random {seed}").ToTable());
        }
    }

    [PostgresFact]
    public void A_written_decimal_is_the_number_that_the_server_knows()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 2000).Select(_ => (Int128)(random.NextInt64() >> random.Next(63)) * (Int128)Math.Pow(10, random.Next(10))).ToArray();
        for (var scale = 0; scale <= 9; scale++)
            PostgresTable.Write(Postgres.Database, $"decimals {scale}", Table.Of(("x", new Column<Int128>(DataType.Decimal(30, scale), values))));

        var texts = Enumerable.Range(0, 10).SelectMany(scale =>
            Columns.Values(Read.Postgres(new(Postgres.Connection) { Numerics = PostgresNumerics.Text }, $"SELECT x FROM \"decimals {scale}\" ORDER BY ctid").ToTable()["x"]));

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(scale => values.Select(value => Decimal(value, scale))), texts);
    }

    [PostgresFact]
    public void A_table_that_is_there_is_not_created_and_one_that_is_not_is_not_appended_to()
    {
        var rows = Table.Of(("x", Columns.Ints(1)));
        PostgresTable.Write(Postgres.Database, "there", rows);

        var created = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "there", rows));
        var appended = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "There", rows, Append));

        Assert.Equal((DatabaseProblem.AlreadyExists, DatabaseProblem.NotFound), (created.Problem, appended.Problem));
        Assert.EndsWith("table \"there\" is there already. Append to it, replace its rows, or give another name.", created.Message, StringComparison.Ordinal);
        Assert.EndsWith("there is no table \"There\" to append to. Create it, or mind the letter case of its name.", appended.Message, StringComparison.Ordinal);
        Assert.Equal(1, Postgres.Scalar<long>("SELECT count(*) FROM there"));
    }

    [PostgresFact]
    public void Appending_adds_rows_by_name_and_widens_them()
    {
        Postgres.Execute(
            """
            CREATE TYPE feeling AS ENUM ('low', 'high');
            CREATE TABLE wide (made timestamptz DEFAULT now(), t varchar(9), e feeling, u uuid, j jsonb, n numeric(20,4), i bigint, f float8, g numeric, id serial)
            """);
        var rows = Table.Of(
            ("i", Columns.Ints(7)), ("f", Columns.Of(DataType.Float32, 0.5f)), ("n", Columns.Of(DataType.Decimal(5, 2), 1.25m)), ("t", Columns.Texts("abc")),
            ("e", Columns.Texts("high")), ("u", Columns.Texts("{6F9619FF-8B86-D011-B42D-00CF4FC964FF}")), ("j", Columns.Texts("{\"a\":[1,2]}")), ("g", Columns.Ints(-12)));

        PostgresTable.Write(Postgres.Database, "wide", rows, Append);

        Assert.Equal(
            "abc|high|6f9619ff-8b86-d011-b42d-00cf4fc964ff|{\"a\": [1, 2]}|1.2500|7|0.5|-12|1|true",
            Postgres.Scalar<string>("SELECT concat_ws('|', t, e, u, j, n, i, f, g, id, CASE WHEN made IS NOT NULL THEN 'true' END) FROM wide"));
    }

    [PostgresTheory]
    [InlineData("x", "long", "integer", "column 'x' of table \"narrow\" is integer, which does not hold every long. Cast it first.")]
    [InlineData("x", "double", "real", "column 'x' of table \"narrow\" is real, which does not hold every double. Cast it first.")]
    [InlineData("x", "double", "numeric", "column 'x' of table \"narrow\" is numeric, which does not hold every double. Cast it first.")]
    [InlineData("x", "long", "float8", "column 'x' of table \"narrow\" is double precision, which does not hold every long. Cast it first.")]
    [InlineData("x", "decimal(9,3)", "numeric(9,2)", "column 'x' of table \"narrow\" is numeric, which does not hold every decimal(9,3). Cast it first.")]
    [InlineData("x", "string", "integer", "column 'x' of table \"narrow\" is integer, which does not hold every string. Cast it first.")]
    [InlineData("x", "timestamp", "timestamp", "column 'x' of table \"narrow\" is timestamp without time zone, which does not hold every timestamp. Cast it first.")]
    [InlineData("y", "integer", "integer", "table \"narrow\" has no column 'y'. It has x.")]
    public void A_column_that_would_lose_something_is_refused(string name, string type, string target, string says)
    {
        Postgres.Execute($"DROP TABLE IF EXISTS narrow; CREATE TABLE narrow (x {target})");

        var error = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "narrow", Table.Empty(new(new Field(name, DataType.Parse(type)))), Append));

        Assert.Equal(DatabaseProblem.Changed, error.Problem);
        Assert.EndsWith(says, error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Replacing_keeps_the_table_and_shows_old_rows_until_all_new_ones_are_there()
    {
        Postgres.Execute("CREATE TABLE swapped (x int PRIMARY KEY, note text DEFAULT 'new'); INSERT INTO swapped VALUES (1, 'old'), (2, 'old')");
        var seen = new List<long>();
        var rows = new DataFrame(new(new Field("x", DataType.Int32)), _ => Batches());

        IEnumerable<Table> Batches()
        {
            yield return Table.Of(("x", Columns.Ints(2, 3)));
            seen.Add(Postgres.Scalar<long>("SELECT count(*) FROM swapped WHERE note = 'old'"));
            yield return Table.Of(("x", Columns.Ints(4)));
        }

        var written = PostgresTable.Write(Postgres.Database, "swapped", rows, Replace);

        Assert.Equal((3, 2), (written, Assert.Single(seen)));
        Assert.Equal([[2, "new"], [3, "new"], [4, "new"]], Columns.Rows(Read.Postgres(Postgres.Database, "SELECT * FROM swapped ORDER BY x").ToTable()));
    }

    [PostgresFact]
    public void A_table_may_be_replaced_by_rows_read_from_it()
    {
        Postgres.Execute("CREATE TABLE itself AS SELECT i AS x FROM generate_series(1, 200000) i");

        PostgresTable.Write(Postgres.Database, "itself", Read.Postgres(Postgres.Database, "SELECT x + 1 AS x FROM itself"), Replace);

        Assert.Equal("200000 2 200001", Postgres.Scalar<string>("SELECT concat_ws(' ', count(*), min(x), max(x)) FROM itself"));
    }

    [PostgresTheory]
    [InlineData("CHECK (x < 70000)", "new row for relation \"guarded\" violates check constraint \"guarded_x_check\" (row 70000).")]
    [InlineData("UNIQUE", "duplicate key value violates unique constraint \"guarded_x_key\" (row 70005).")]
    public void A_row_that_the_server_refuses_leaves_nothing(string constraint, string says)
    {
        Postgres.Execute($"DROP TABLE IF EXISTS guarded; CREATE TABLE guarded (x int {constraint}); INSERT INTO guarded VALUES (0)");
        var frame = new DataFrame(new(new Field("x", DataType.Int32)), _ => [Table.Of(("x", new Column<int>(DataType.Int32, Enumerable.Range(1, 70_004).ToArray()))), Table.Of(("x", Columns.Ints(5)))]);

        var error = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "guarded", frame, Replace));

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Postgres.Scalar<long>("SELECT count(*) FROM guarded"));
    }

    [PostgresTheory]
    [InlineData("a\0b", "text", "row 2 of column 't' holds 'a␀b' with the character 0, which PostgreSQL's text does not hold.")]
    [InlineData("no id", "uuid", "row 2 of column 't' holds 'no id', which is no uuid.")]
    [InlineData("{", "jsonb", "invalid input syntax for type json (row 2).")]
    [InlineData("four", "varchar(3)", "value too long for type character varying(3) (row 2).")]
    public void A_text_that_has_no_place_is_told_by_its_row(string text, string type, string says)
    {
        Postgres.Execute($"DROP TABLE IF EXISTS texts; CREATE TABLE texts (t {type})");

        var error = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "texts", Table.Of(("t", Columns.Texts(null, text))), Append));

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM texts"));
    }

    [PostgresFact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        var error = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "pairs", Table.Of(("t", Columns.Texts("a\ud800b")))));

        Assert.EndsWith("row 1 of column 't' holds a text with half a surrogate pair, which is no Unicode.", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_frame_that_fails_leaves_no_table_and_its_own_error()
    {
        var frame = new DataFrame(new(new Field("x", DataType.Int32)), _ => Enumerable.Range(0, 3).Select(i => i < 2 ? Table.Of(("x", Columns.Ints(i))) : throw new IOException("the disk is gone")));

        var error = Assert.Throws<IOException>(() => PostgresTable.Write(Postgres.Database, "half", frame));

        Assert.Equal("the disk is gone", error.Message);
        Assert.True(Postgres.Scalar<bool>("SELECT to_regclass('half') IS NULL"));
    }

    [PostgresFact]
    public void Cancelling_leaves_no_table()
    {
        using var cancel = new CancellationTokenSource();
        var frame = new DataFrame(new(new Field("x", DataType.Int32)), _ => Enumerable.Range(0, 100).Select(i =>
        {
            if (i == 3) cancel.Cancel();
            return Table.Of(("x", Columns.Ints(i)));
        }));

        Assert.ThrowsAny<OperationCanceledException>(() => PostgresTable.Write(Postgres.Database, "cancelled", frame, cancel: cancel.Token));

        Assert.True(Postgres.Scalar<bool>("SELECT to_regclass('cancelled') IS NULL"));
    }

    [PostgresFact]
    public void A_connection_that_breaks_leaves_no_table()
    {
        var batch = Table.Of(("x", new Column<int>(DataType.Int32, new int[100_000])));
        var frame = new DataFrame(batch.Schema, _ => Enumerable.Range(0, 20).Select(i =>
        {
            if (i == 3) Postgres.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY \"broken\"%'");
            return batch;
        }));

        var error = Assert.Throws<DatabaseException>(() => PostgresTable.Write(Postgres.Database, "broken", frame));

        Assert.Equal(DatabaseProblem.Broken, error.Problem);
        Assert.True(Postgres.Scalar<bool>("SELECT to_regclass('broken') IS NULL"));
    }

    [PostgresFact]
    public void Progress_is_told_after_each_batch()
    {
        var told = new List<long>();
        var rows = Table.Of(("x", Columns.Ints(1, 2, 3, 4, 5)));

        PostgresTable.Write(Postgres.Database, "told", new DataFrame(rows.Schema, _ => InParts(rows, 2)), new() { Progress = new Teller(told) });

        Assert.Equal([2, 4, 5], told);
    }

    [PostgresFact]
    public void Names_are_names_whatever_stands_in_them()
    {
        Postgres.Execute("CREATE TABLE survivors (x int); CREATE SCHEMA \"s\"\"; DROP TABLE survivors; --\"");
        const string Hostile = "x\" int); DROP TABLE survivors; --";
        var options = new PostgresWriteOptions { Schema = "s\"; DROP TABLE survivors; --" };

        PostgresTable.Write(Postgres.Database, Hostile, Table.Of((Hostile, Columns.Texts("'); DROP TABLE survivors; --"))), options);

        Assert.Equal([["'); DROP TABLE survivors; --"]], Columns.Rows(Read.PostgresTable(Postgres.Database, Hostile, options.Schema).ToTable()));
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM survivors"));
    }

    [PostgresTheory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a name that is longer than the sixty-three bytes that a name may have")]
    public void A_name_that_no_table_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => PostgresTable.Write(Postgres.Database, name, Table.Of(("x", Columns.Ints(1)))));

    [PostgresFact]
    public void Vectors_become_arrays()
    {
        PostgresTable.Write(Postgres.Database, "vectors", Table.OfVectors("v", [1, double.NaN], [-0.5, double.PositiveInfinity]));

        Assert.Equal("{1,NaN} {-0.5,Infinity}", Postgres.Scalar<string>("SELECT string_agg(v::text, ' ' ORDER BY ctid) FROM vectors"));
    }

    [PostgresFact]
    public void Fields_that_are_not_nullable_become_not_null()
    {
        var rows = Table.Empty(new(new Field("a", DataType.Int8) { Nullable = false }, new Field("b", DataType.Timestamp)));

        PostgresTable.Write(Postgres.Database, "strict", rows);

        Assert.Equal("(a: short not null, b: timestamp)", Read.PostgresTable(Postgres.Database, "strict").Schema.ToString());
    }

    static Table RandomRows(Random random, int count)
    {
        Column Of<T>(DataType type, Func<T> next)
            where T : unmanaged => new Column<T>(type, Enumerable.Range(0, count).Select(_ => next()).ToArray(), Validity.Of(count, _ => random.Next(7) > 0));
        return Table.Of(
            ("b", Of(DataType.Bool, () => random.Next(2) == 0)),
            ("s", Of(DataType.Int16, () => (short)random.Next())),
            ("i", Of(DataType.Int32, () => random.Next(int.MinValue, int.MaxValue))),
            ("l", Of(DataType.Int64, () => random.NextInt64(long.MinValue, long.MaxValue))),
            ("f", Of(DataType.Float32, () => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))),
            ("g", Of(DataType.Float64, () => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))),
            ("d", Of(DataType.Decimal(38, 7), () => (Int128)random.NextInt64(long.MinValue, long.MaxValue) * random.NextInt64(1L << random.Next(1, 62)))),
            ("e", Of(DataType.Date, () => random.Next(-2_000_000, 2_000_000))),
            ("t", Of(DataType.Timestamp, () => random.NextInt64(-200_000_000_000_000_000, 9_000_000_000_000_000_000))),
            ("x", TextColumn.Of([.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? null : new string((char)random.Next(1, 0xD7FF), random.Next(40)))])),
            ("y", BinaryColumn.Of([.. Enumerable.Range(0, count).Select(_ =>
            {
                var bytes = new byte[random.Next(50)];
                random.NextBytes(bytes);
                return random.Next(5) == 0 ? null : bytes;
            })])));
    }

    static IEnumerable<Table> InParts(Table rows, int size)
    {
        for (var start = 0; start < rows.RowCount; start += size) yield return rows.Slice(start, Math.Min(size, rows.RowCount - start));
    }

    static string Decimal(Int128 value, int scale)
    {
        var digits = Int128.Abs(value).ToString().PadLeft(scale + 1, '0');
        return (value < 0 ? "-" : "") + (scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}");
    }

    sealed class Teller(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
