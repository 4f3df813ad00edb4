using Panta.Data.Databases;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class PostgresTypesTests
{
    [CitextFact]
    public void Citext_is_text_in_both_directions()
    {
        Postgres.Execute("CREATE EXTENSION citext; CREATE TABLE people (name citext, names citext[]); INSERT INTO people VALUES ('Ada', '{A,b}'), (NULL, NULL)");

        var table = Read.PostgresTable(Postgres.Database, "people").ToTable();
        PostgresTable.Write(Postgres.Database, "people", table, new() { Mode = PostgresWriteMode.Append });

        Assert.Equal("(name: string, names: array<string>)", table.Schema.ToString());
        Assert.Equal(["Ada", null], Columns.Values(table["name"]));
        Assert.Equal(["A", "b"], Assert.IsAssignableFrom<IEnumerable<object?>>(table["names"].Value(0)));
        Assert.Equal(2, Postgres.Scalar<long>("SELECT count(*) FROM people WHERE name = 'ADA'"));
    }

    [PostgresTheory]
    [InlineData("true", "boolean", true)]
    [InlineData("(-32768)::int2", "short", (short)-32768)]
    [InlineData("2147483647", "integer", int.MaxValue)]
    [InlineData("(-9223372036854775808)::int8", "long", long.MinValue)]
    [InlineData("'1e-45'::float4", "float", float.Epsilon)]
    [InlineData("'NaN'::float8", "double", double.NaN)]
    [InlineData("'-infinity'::float8", "double", double.NegativeInfinity)]
    [InlineData("'5e-324'::float8", "double", double.Epsilon)]
    [InlineData("'żółw 🐢'::text", "string", "żółw 🐢")]
    [InlineData("''::varchar(9)", "string", "")]
    [InlineData("'ab'::char(4)", "string", "ab  ")]
    [InlineData("'x'::\"char\"", "string", "x")]
    [InlineData("'6F9619FF-8B86-D011-B42D-00CF4FC964FF'::uuid", "string", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("'{\"a\": 1}'::json", "string", "{\"a\": 1}")]
    [InlineData("'{\"a\":1}'::jsonb", "string", "{\"a\": 1}")]
    [InlineData("'10.1.0.0/16'::inet", "string", "10.1.0.0/16")]
    [InlineData("'24:00:00'::time", "string", "24:00:00")]
    [InlineData("'12:30:01.5+05:30'::timetz", "string", "12:30:01.5+05:30")]
    [InlineData("'1 year 2 mons -3 days 04:05:06.7'::interval", "string", "1 year 2 mons -3 days +04:05:06.7")]
    [InlineData("'[1,10)'::int4range", "string", "[1,10)")]
    [InlineData("'{[1,3),[5,7)}'::int4multirange", "string", "{[1,3),[5,7)}")]
    [InlineData("'1010'::bit(4)", "string", "1010")]
    [InlineData("'<a/>'::xml", "string", "<a/>")]
    [InlineData("4294967295::oid", "string", "4294967295")]
    [InlineData("'(1,2)'::point", "string", "(1,2)")]
    [InlineData("'a b'::tsvector", "string", "'a' 'b'")]
    [InlineData("12.5::money", "string", "$12.50")]
    [InlineData("null::text", "string", null)]
    [InlineData("null", "string", null)]
    [InlineData("null::int4", "integer", null)]
    [InlineData("null::numeric(5,2)", "decimal(5,2)", null)]
    [InlineData("ROW(1, 'a')", "string", "(1,a)")]
    public void A_value_of_each_type_is_read_as_it_is(string sql, string type, object? value)
    {
        var table = Read.Postgres(Postgres.Database, $"SELECT {sql} AS v").ToTable();

        Assert.Equal(type, table.Schema["v"].Type.ToString());
        Assert.Equal([value], Columns.Values(table["v"]));
    }

    [PostgresTheory]
    [InlineData("1234567.89::numeric(9,2)", "decimal(9,2)", "1234567.89")]
    [InlineData("(-0.01)::numeric(9,2)", "decimal(9,2)", "-0.01")]
    [InlineData("99999999999999999999999999999999999999::numeric(38,0)", "decimal(38,0)", "99999999999999999999999999999999999999")]
    [InlineData("(-0.00000000000000000000000000000000000001)::numeric(38,38)", "decimal(38,38)", "-0.00000000000000000000000000000000000001")]
    [InlineData("12300::numeric(3,-2)", "decimal(5,0)", "12300")]
    [InlineData("0.00012::numeric(2,5)", "decimal(5,5)", "0.00012")]
    [InlineData("sum(x) FROM (VALUES (9223372036854775807), (1)) v(x)", "decimal(38,18)", "9223372036854775808.000000000000000000")]
    [InlineData("avg(x) FROM (VALUES (0), (0), (2)) v(x)", "decimal(38,18)", "0.666666666666666667")]
    [InlineData("-0.6666666666666666665::numeric", "decimal(38,18)", "-0.666666666666666667")]
    [InlineData("1e-30::numeric", "decimal(38,18)", "0.000000000000000000")]
    [InlineData("99999999999999999999.9::numeric", "decimal(38,18)", "99999999999999999999.900000000000000000")]
    public void A_numeric_is_exact(string sql, string type, string value)
    {
        var table = Read.Postgres(Postgres.Database, $"SELECT {sql.Replace(" FROM", " AS v FROM", StringComparison.Ordinal)}{(sql.Contains("FROM", StringComparison.Ordinal) ? "" : " AS v")}").ToTable();

        Assert.Equal(type, table.Schema["v"].Type.ToString());
        Assert.Equal(value, table["v"].Value(0)!.ToString());
    }

    [PostgresTheory]
    [InlineData("'NaN'::numeric", "NaN")]
    [InlineData("'NaN'::numeric(5,2)", "NaN")]
    [InlineData("'-Infinity'::numeric", "-Infinity")]
    [InlineData("100000000000000000000::numeric", "1e20")]
    [InlineData("99999999999999999999.9999999999999999995::numeric", "99999999999999999999.9999999999999999995, which has more digits than decimal(38,18)")]
    [InlineData("1e40::numeric(60,0)", "1e40")]
    public void A_numeric_that_fits_no_column_is_refused_by_row_and_column(string sql, string says)
    {
        var frame = Read.Postgres(Postgres.Database, $"SELECT CASE i WHEN 3 THEN {sql} END AS price FROM generate_series(1, 5) i");

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.Contains($"row 3 of column 'price' holds {says}", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_numeric_can_be_read_as_the_nearest_float_or_as_text()
    {
        const string Sql = "SELECT * FROM (VALUES (0.1), (1e40), ('NaN'), ('-Infinity'), (123456789012345678901234567890.5), (-0.00000123), (0), (null::numeric)) v(x)";

        var floats = Read.Postgres(new(Postgres.Connection) { Numerics = PostgresNumerics.Float64 }, Sql).ToTable();
        var texts = Read.Postgres(new(Postgres.Connection) { Numerics = PostgresNumerics.Text }, Sql).ToTable();

        Assert.Equal([0.1, 1e40, double.NaN, double.NegativeInfinity, 123456789012345678901234567890.5, -0.00000123, 0.0, null], Columns.Values(floats["x"]));
        Assert.Equal(["0.1", "1" + new string('0', 40), "NaN", "-Infinity", "123456789012345678901234567890.5", "-0.00000123", "0", null], Columns.Values(texts["x"]));
    }

    [PostgresTheory]
    [InlineData("date 'infinity'", "infinity")]
    [InlineData("date '-infinity'", "-infinity")]
    [InlineData("date '4714-11-24 BC'", "-2440588 days after 1970-01-01")]
    [InlineData("date '5874897-12-31'", "2145042905 days after 1970-01-01")]
    [InlineData("timestamp 'infinity'", "infinity")]
    [InlineData("timestamptz '-infinity'", "-infinity")]
    [InlineData("timestamp '4714-11-24 00:00 BC'", "-210866803200000000 microseconds after 1970-01-01")]
    [InlineData("timestamptz '294246-12-31 23:59:59.999999+00'", "9223371244799999999 microseconds after 1970-01-01")]
    public void Times_beyond_the_calendar_are_kept(string sql, string value) =>
        Assert.Equal(value, Read.Postgres(Postgres.Database, $"SELECT {sql} AS v").ToTable()["v"].Value(0));

    [PostgresFact]
    public void Times_within_the_calendar_are_kept_to_the_microsecond()
    {
        var table = Read.Postgres(
            Postgres.Database, "SELECT date '2024-02-29' AS d, timestamp '1999-12-31 23:59:59.999999' AS t, timestamptz '2024-03-31 02:30:00.000001+02' AS z").ToTable();

        Assert.Equal("(d: date, t: timestamp_ntz, z: timestamp)", table.Schema.ToString());
        Assert.Equal(new DateOnly(2024, 2, 29), table["d"].Value(0));
        Assert.Equal(new DateTime(1999, 12, 31, 23, 59, 59, 999, 999), table["t"].Value(0));
        Assert.Equal(new DateTimeOffset(2024, 3, 31, 0, 30, 0, 0, 1, TimeSpan.Zero), table["z"].Value(0));
    }

    [PostgresFact]
    public void A_timestamp_beyond_ours_is_refused()
    {
        var error = Assert.Throws<DatabaseException>(() => Read.Postgres(Postgres.Database, "SELECT timestamp '294276-12-31' AS at").ToTable());

        Assert.Contains("row 1 of column 'at' holds a time after the year 294246", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Types_that_users_made_are_read()
    {
        Postgres.Execute("CREATE SCHEMA kinds; CREATE TYPE kinds.mood AS ENUM ('low', 'Gut'); CREATE DOMAIN kinds.price AS numeric(8,2) CHECK (value > 0); CREATE TYPE kinds.pair AS (a int, b text)");

        var table = Read.Postgres(Postgres.Database, "SELECT 'Gut'::kinds.mood AS mood, 9.5::kinds.price AS price, ROW(1,'x y')::kinds.pair AS pair").ToTable();

        Assert.Equal("(mood: string, price: decimal(8,2), pair: struct<a:integer,b:string>)", table.Schema.ToString());
        Assert.Equal(["Gut", 9.50m], Columns.Rows(table)[0][..2]);
    }

    [PostgresFact]
    public void Bytes_are_read_whole_also_where_they_are_many()
    {
        var table = Read.Postgres(Postgres.Database, "SELECT i, CASE WHEN i <> 2 THEN decode(repeat('00ff', i * 1000000), 'hex') END AS b FROM generate_series(0, 3) i").ToTable();

        Assert.Equal([0, 2_000_000, -1, 6_000_000], Columns.Values(table["b"]).Select(bytes => ((byte[]?)bytes)?.Length ?? -1));
        Assert.True(((BinaryColumn)table["b"])[3].EndsWith((ReadOnlySpan<byte>)[0, 255, 0, 255]));
    }

    [PostgresFact]
    public void A_table_says_which_columns_are_never_null_and_what_they_mean()
    {
        Postgres.Execute("CREATE TABLE described (id int PRIMARY KEY, gone int, x float8); ALTER TABLE described DROP COLUMN gone; COMMENT ON COLUMN described.x IS 'litres'");

        var schema = Read.PostgresTable(Postgres.Database, "described").Schema;

        Assert.Equal("(id: integer not null, x: double)", schema.ToString());
        Assert.Equal("litres", schema["x"].Metadata["comment"]);
    }

    [PostgresFact]
    public void Parameters_give_the_same_rows_as_text_in_the_statement()
    {
        var database = Postgres.Database;

        var given = Read.Postgres(database, "SELECT i, $2 AS t, $3::numeric(5,1) AS n, $4::timestamptz AS at, NULL::int AS nothing FROM generate_series(1, $1) i", 3, "it's", 1.5m, DateTimeOffset.UnixEpoch);

        var written = Read.Postgres(database, "SELECT i, 'it''s'::text AS t, 1.5::numeric(5,1) AS n, timestamptz '1970-01-01 00:00Z' AS at, NULL::int AS nothing FROM generate_series(1, 3) i");
        TableAssert.Equal(written.ToTable(), given.ToTable());
        Assert.Equal([1, 2, 3], Columns.Values(given.ToTable()["i"]));
    }

    [PostgresFact]
    public void Parameters_of_every_kind_arrive_as_they_are()
    {
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

        var row = Columns.Rows(Read.Postgres(
            Postgres.Database, "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $7 = ANY($8) AS g, $9::text IS NULL AS h, $10 AS i, $11::numeric(20,0) AS j",
            true, (short)-3, long.MaxValue, 0.1, new byte[] { 0, 39, 255 }, id, "b", new List<string> { "a", "b" }, null, new DateOnly(1, 1, 2), ulong.MaxValue).ToTable())[0];

        Assert.Equal([true, (short)-3, long.MaxValue, 0.1, new byte[] { 0, 39, 255 }, id.ToString(), true, true, new DateOnly(1, 1, 2), (decimal)ulong.MaxValue], row);
    }
}
