using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How Parquet files are read, decided: by DuckDB, once it is sure that all have the same columns.</summary>
static class ParquetScan
{
    const int MostTold = 20;

    // Most writers leave NaN out of a row group's statistics: DuckDB would pass over the rows that have it when a condition asks for them.
    const string NaN = ", can_have_nan = true";

    /// <summary>The fields and the SQL.</summary>
    public static (Schema Schema, string Sql, InferredSchema Inferred) Plan(ImmutableArray<string> files, ParquetReadOptions options)
    {
        var partitions = HivePartitions.Of(files, name => options.Schema?.Find(name)?.Type);
        var paths = string.Join(", ", files.Select(FilePaths.Literal));
        var union = $"read_parquet([{paths}], union_by_name = true{partitions.Setting}{NaN})";
        var found = SchemaOf(files, $"SELECT * FROM {union}");
        if (!options.AllowMissingColumns && files.Length > 1) RequireSame(files, found, partitions);

        // Partition columns last, in the order of the folders, where DuckDB puts them in that of their names.
        var order = found.Names.Where(name => partitions.Columns.All(column => column.Name != name))
            .Concat(partitions.Columns.Select(column => column.Name)).ToArray();
        var schema = found.Select(order);
        if (options.Schema is { } asked) (order, schema) = ([.. asked.Names], Checked(files[0], schema, asked));
        var rows = files.Length > 1 ? union : $"read_parquet({paths}{partitions.Setting}{NaN})";
        var sql = $"SELECT {string.Join(", ", order.Select(DuckDb.Quote))} FROM {rows}";
        var columns = schema.Fields.Select(field => new InferredColumn(field.Name, field.Type)
        {
            Note = partitions.Columns.Any(column => column.Name == field.Name) ? "by the folders' names" : "as the file says",
        });
        return (schema, sql, new([.. columns], 0, [$"{files.Length} file(s) of Parquet"]));
    }

    /// <summary>DuckDB's error as one of the files; null where it names none of them.</summary>
    public static FileReadException? Explain(ImmutableArray<string> files, DuckDbException error) =>
        files.FirstOrDefault(file => error.Message.Contains(file, StringComparison.Ordinal)) is { } file ? new(file, null, error.Sentence, error) : null;

    static Schema SchemaOf(ImmutableArray<string> files, string sql)
    {
        using var db = SharedDuckDb.Connect();
        try
        {
            return db.SchemaOf(sql);
        }
        catch (DuckDbException error)
        {
            throw Explain(files, error) ?? new FileReadException(files[0], null, error.Sentence, error);
        }
    }

    static void RequireSame(ImmutableArray<string> files, Schema union, HivePartitions partitions)
    {
        var first = SchemaOf(files, $"SELECT * FROM read_parquet({FilePaths.Literal(files[0])}{partitions.Setting})");
        var missing = new List<string>();
        foreach (var name in union.Names.Where(name => !first.Contains(name))) missing.Add($"'{files[0]}' has no '{name}'");
        foreach (var file in files.Skip(1))
        {
            if (missing.Count > MostTold) break;
            var own = SchemaOf([file], $"SELECT * FROM read_parquet({FilePaths.Literal(file)}{partitions.Setting})");
            missing.AddRange(union.Names.Where(name => !own.Contains(name)).Select(name => $"'{file}' has no '{name}'"));
        }

        if (missing.Count > 0)
            throw new FileReadException(files[0], null,
                $"the files have different columns: {string.Join(", ", missing.Take(MostTold))}. Allow it by AllowMissingColumns: what is missing is null then.");
    }

    static Schema Checked(string file, Schema found, Schema asked)
    {
        var problems = asked.Names.Where(name => !found.Contains(name)).Select(name => $"'{name}' is missing")
            .Concat(found.Names.Where(name => !asked.Contains(name)).Select(name => $"'{name}' is not in the schema"))
            .Concat(asked.Fields.Where(field => found.Find(field.Name) is { } own && own.Type != field.Type)
                .Select(field => $"'{field.Name}' is {found[field.Name].Type}, not {field.Type}"))
            .Take(MostTold).ToList();
        return problems.Count == 0 ? asked : throw new FileReadException(file, null, $"its columns are not those asked for: {string.Join(", ", problems)}.");
    }
}
