using System.Text;
using Panta.Data.Databases;
using Panta.Data.Reading;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class PostgresNestedTests
{
    [PostgresTheory]
    [InlineData("'{1,NULL,-3}'::int[]", "array<integer>", "[1, null, -3]")]
    [InlineData("'{}'::bigint[]", "array<long>", "[]")]
    [InlineData("NULL::float8[]", "array<double>", "null")]
    [InlineData("'{NaN,-Infinity,0.1}'::float8[]", "array<double>", "[NaN, -Infinity, 0.1]")]
    [InlineData("'[0:1]={7,8}'::int2[]", "array<short>", "[7, 8]")]
    [InlineData("'{a,NULL,\"b c\",\"\"}'::text[]", "array<string>", "[a, null, b c, ]")]
    [InlineData("'{t,f}'::bool[]", "array<boolean>", "[True, False]")]
    [InlineData("'{1.5,-0.25}'::numeric(7,2)[]", "array<decimal(7,2)>", "[1.50, -0.25]")]
    [InlineData("'{infinity,2024-02-29}'::date[]", "array<date>", "[infinity, 02/29/2024]")]
    [InlineData("'{6F9619FF-8B86-D011-B42D-00CF4FC964FF}'::uuid[]", "array<string>", "[6f9619ff-8b86-d011-b42d-00cf4fc964ff]")]
    [InlineData("'{\"{\\\"a\\\":1}\"}'::jsonb[]", "array<string>", "[{\"a\": 1}]")]
    [InlineData("'{10.0.0.1,NULL}'::inet[]", "array<string>", "[10.0.0.1/32, null]")]
    [InlineData("'{1 day 02:00:00}'::interval[]", "array<string>", "[1 day 02:00:00]")]
    [InlineData("'1 2 3'::int2vector", "array<short>", "[1, 2, 3]")]
    [InlineData("'23 25'::oidvector", "array<string>", "[23, 25]")]
    [InlineData("ARRAY[]::money[]", "array<string>", "[]")]
    public void An_array_is_a_list_of_its_elements(string sql, string type, string value)
    {
        var table = Read.Postgres(Postgres.Database, $"SELECT {sql} AS v").ToTable();

        Assert.Equal(type, table.Schema["v"].Type.ToString());
        Assert.Equal(value, Text(table["v"].Value(0)));
    }

    [PostgresFact]
    public void An_array_of_several_dimensions_is_refused_by_row_and_column()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT CASE i WHEN 2 THEN '{{1,2},{3,4}}' ELSE '{5}' END::int[] AS grid FROM generate_series(1, 3) i");

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.Contains("row 2 of column 'grid' holds an array of 2 dimensions, where a column has lists. Unnest it, or read its text: …::text.", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Types_that_users_made_of_others_are_nested()
    {
        Postgres.Execute(
            """
            CREATE SCHEMA nest;
            CREATE TYPE nest.mood AS ENUM ('low', 'high'); CREATE DOMAIN nest.price AS numeric(8,2); CREATE DOMAIN nest.tags AS text[];
            CREATE TYPE nest.item AS (name text, cost nest.price, gone int, moods nest.mood[]); ALTER TYPE nest.item DROP ATTRIBUTE gone;
            CREATE TYPE nest.cart AS (id int, items nest.item[]);
            CREATE TYPE nest.slot AS (id int, during interval); CREATE TYPE nest.nothing AS ();
            CREATE TABLE nest.carts (cart nest.cart, tags nest.tags, mood nest.mood, slot nest.slot, slots nest.slot[], nothing nest.nothing);
            INSERT INTO nest.carts VALUES
              ((1, ARRAY[('a', 1.5, '{low,high}')::nest.item, NULL, ('b', NULL, NULL)::nest.item]), '{x}', 'low', (7, '1 day'), ARRAY[(8, '2 days')::nest.slot], ROW()),
              (NULL, NULL, NULL, NULL, NULL, NULL), ((NULL, '{}'), '{}', 'high', (NULL, NULL), '{}', NULL)
            """);

        var table = Read.PostgresTable(Postgres.Database, "carts", "nest").ToTable();

        Assert.Equal(
            "(cart: struct<id:integer,items:array<struct<name:string,cost:decimal(8,2),moods:array<string>>>>, tags: array<string>, mood: string, slot: string, slots: array<string>, nothing: string)",
            table.Schema.ToString());
        Assert.Equal("[[1, [[a, 1.50, [low, high]], null, [b, null, null]]], [x], low, (7,\"1 day\"), [(8,\"2 days\")], ()]", Text(Columns.Rows(table)[0]));
        Assert.Equal("[null, null, null, null, null, null]", Text(Columns.Rows(table)[1]));
        Assert.Equal("[[null, []], [], high, (,), [], null]", Text(Columns.Rows(table)[2]));
    }

    [PostgresFact]
    public void Nested_values_come_through_parameters_too()
    {
        var table = Read.Postgres(Postgres.Database, "SELECT ARRAY[i, $1] AS a, CASE WHEN i > 1 THEN array_fill('x'::text, ARRAY[i]) END AS t FROM generate_series(1, 3) i", 9).ToTable();

        Assert.Equal("[[[1, 9], null], [[2, 9], [x, x]], [[3, 9], [x, x, x]]]", Text(Columns.Rows(table)));
    }

    [PostgresFact]
    public void Lists_over_many_batches_keep_their_rows()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT i, array_fill(i, ARRAY[i % 4]) AS a FROM generate_series(1, 200000) i");

        var row = 0;
        foreach (var batch in frame.Batches())
            for (var i = 0; i < batch.RowCount; i += 97)
            {
                var list = (object?[])batch["a"].Value(i)!;
                var id = (int)batch["i"].Value(i)!;
                Assert.True(list.Length == id % 4 && list.All(element => (int)element! == id), $"row {id}");
                row = id;
            }

        Assert.InRange(row, 199_900, 200_000);
    }

    [PostgresFact]
    public void Lists_are_written_and_read_again()
    {
        var rows = Read.Postgres(
            Postgres.Database, "SELECT i, CASE i WHEN 3 THEN NULL ELSE array_fill(i / 2.0::float8, ARRAY[i]) || NULL::float8 END AS a, '{}'::text[] || md5(i::text) || NULL::text AS t FROM generate_series(0, 9) i").ToTable();

        PostgresTable.Write(Postgres.Database, "lists", rows);

        var read = Read.PostgresTable(Postgres.Database, "lists").ToTable();
        Assert.Equal(rows.Schema.ToString(), read.Schema.ToString());
        Assert.Equal(Text(Columns.Rows(rows)), Text(Columns.Rows(read)));
    }

    static string Text(object? value) => value switch
    {
        null => "null",
        object?[] values => $"[{string.Join(", ", values.Select(Text))}]",
        IReadOnlyDictionary<string, object?> fields => $"[{string.Join(", ", fields.Values.Select(Text))}]",
        _ => new StringBuilder().Append(value).ToString(),
    };
}
