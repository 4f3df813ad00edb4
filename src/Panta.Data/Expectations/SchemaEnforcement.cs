using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>
/// Holds tables to a schema. Columns may stand in any order; their values become the schema's types where nothing is lost: 3.0 the integer 3, an integer below 2⁵³ a
/// double, the text <c>12.5</c> a number, <c>2024-02-29</c> a date. A time of no zone never becomes an instant by itself.
/// </summary>
public sealed record SchemaEnforcement
{
    /// <summary>Gets the schema that tables should have.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Gets whether columns beyond the schema's are dropped without a word. Default false: they are a problem.</summary>
    public bool DropExtra { get; init; }

    /// <summary>All problems of a table at once; none where <see cref="Apply"/> succeeds.</summary>
    /// <param name="table">The table.</param>
    public ImmutableArray<SchemaProblem> Check(Table table)
    {
        var problems = ImmutableArray.CreateBuilder<SchemaProblem>();
        Cast(table, problems);
        return problems.ToImmutable();
    }

    /// <summary>The table with the schema's columns in its order, types and fields.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="SchemaMismatchException">The table has problems; all of them are named.</exception>
    public Table Apply(Table table)
    {
        var problems = ImmutableArray.CreateBuilder<SchemaProblem>();
        var cast = Cast(table, problems);
        return problems.Count == 0 ? cast : throw new SchemaMismatchException(problems.ToImmutable());
    }

    /// <summary>The table with what could be cast, null where it could not; columns that are missing are null in all rows.</summary>
    internal Table Cast(Table table, ImmutableArray<SchemaProblem>.Builder problems)
    {
        var columns = Schema.Fields.Select(field => CastColumn(field, table, problems)).ToImmutableArray();
        if (!DropExtra)
        {
            problems.AddRange(table.Schema.Names.Where(name => !Schema.Contains(name)).Select(name =>
                new SchemaProblem(name, SchemaProblemKind.Extra, default, $"Column '{name}' is not in the schema: drop it, or allow extra columns.")));
        }

        return new(Schema, columns, table.RowCount);
    }

    static Column CastColumn(Field field, Table table, ImmutableArray<SchemaProblem>.Builder problems)
    {
        if (!table.Schema.Contains(field.Name))
        {
            problems.Add(new(field.Name, SchemaProblemKind.Missing, default, $"Column '{field.Name}' ({field.Type}) is missing."));
            return Nulls(field.Type, table.RowCount);
        }

        var column = table[field.Name];
        var failing = new SortedSet<int>();
        var cast = ColumnCast.To(field.Type, column, failing);
        var values = column.Length - column.Validity.NullCount();
        if (failing.Count > 0)
        {
            var first = $"the first in row {failing.Min}: '{column.Value(failing.Min)}'";
            problems.Add(failing.Count == values
                ? new(field.Name, SchemaProblemKind.WrongType, default, $"Column '{field.Name}' holds {column.Type}, and none of its values is {field.Type}; {first}.")
                : new(field.Name, SchemaProblemKind.BadValue, failing.ToArray(),
                    $"Column '{field.Name}' has {failing.Count} of {values} values that are no {field.Type}, {first}."));
        }

        if (!field.Nullable && column.Validity.NullCount() is > 0 and var nulls)
        {
            var rows = Enumerable.Range(0, column.Length).Where(column.IsNull).ToArray();
            problems.Add(new(field.Name, SchemaProblemKind.UnexpectedNull,
                rows, $"Column '{field.Name}' is null in {nulls} of {column.Length} rows, the first row {rows[0]}, and may not be."));
        }

        return cast;
    }

    static Column Nulls(DataType type, int length)
    {
        var builder = ColumnBuilder.For(type);
        for (var row = 0; row < length; row++) builder.Add(null);
        return builder.Build();
    }
}
