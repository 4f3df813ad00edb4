using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Schemas;

namespace Panta.Data.Frames;

/// <content>Missing values. As in Spark, NaN is missing too here, as null is.</content>
public sealed partial class DataFrame
{
    /// <summary>The rows in which nothing is missing: no null, and no NaN.</summary>
    /// <param name="columns">The columns looked at. Default: all.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame DropNa(params ReadOnlySpan<string> columns) => DropNa(columns.IsEmpty ? Schema.Count : columns.Length, columns);

    /// <summary>The rows that have at least so many values that are not missing; 1 leaves out the rows that have none at all.</summary>
    /// <param name="atLeast">How many.</param>
    /// <param name="columns">The columns looked at. Default: all.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame DropNa(int atLeast, params ReadOnlySpan<string> columns)
    {
        var fields = FieldsOf(columns);
        if (atLeast <= 0) return this;

        var present = fields.Select(field => !IsMissing(field)).ToList();
        return Where(atLeast == present.Count
            ? present.Aggregate((all, each) => all & each)
            : present.Select(each => Functions.When(each, 1).Otherwise(0)).Aggregate((sum, each) => sum + each) >= atLeast);
    }

    /// <summary>
    /// The rows with what is missing replaced: null and NaN in columns of numbers by a number (its fraction is cut off where they are whole), null in texts by
    /// a text, null in truth values by a truth value.
    /// </summary>
    /// <param name="value">A number, text or truth value.</param>
    /// <param name="columns">The columns; those that hold values of another kind stay as they are. Default: all.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public DataFrame FillNa(object value, params ReadOnlySpan<string> columns)
    {
        var kind = KindOf(value);
        return Replaced(FieldsOf(columns).Where(field => KindOf(field.Type) == kind), field => Filled(field, value));
    }

    /// <summary>The rows with what is missing replaced, by a value of its own in each column.</summary>
    /// <param name="values">Values by the names of columns; see <see cref="FillNa(object, ReadOnlySpan{string})"/>.</param>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="ArgumentException">A value is of another kind than its column.</exception>
    public DataFrame FillNa(IReadOnlyDictionary<string, object> values)
    {
        foreach (var (name, value) in values)
            if (KindOf(Schema[name].Type) != KindOf(value))
                throw new ArgumentException($"Column '{name}' holds {Schema[name].Type}, which {JavaText.Of(value)} cannot fill.", nameof(values));

        return Replaced(values.Keys.Select(name => Schema[name]), field => Filled(field, values[field.Name]));
    }

    /// <summary>
    /// The rows with some values replaced by others. NaN can be one of them; null cannot, see <see cref="FillNa(object, ReadOnlySpan{string})"/>.
    /// </summary>
    /// <param name="values">What takes the place of what: all numbers, all texts or all truth values; null takes the place of any.</param>
    /// <param name="columns">The columns; those that hold values of another kind stay as they are. Default: all.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    /// <exception cref="ArgumentException">The values are of different kinds, or there is none.</exception>
    public DataFrame Replace(IReadOnlyDictionary<object, object?> values, params ReadOnlySpan<string> columns)
    {
        var kinds = values.Keys.Concat(values.Values.OfType<object>()).Select(KindOf).Distinct().ToList();
        if (kinds.Count != 1)
            throw new ArgumentException(
                $"Values of {kinds.Count} kinds were given to replace. Give numbers, texts or truth values, one kind at a time.", nameof(values));

        return Replaced(FieldsOf(columns).Where(field => KindOf(field.Type) == kinds[0]), field =>
        {
            var cases = values.Aggregate((Expression?)null, (found, pair) => Case(found, field, pair.Key, pair.Value))!;
            return (cases.Otherwise(Functions.Col(field.Name)), field with { Nullable = field.Nullable || values.Values.Contains(null) });
        });
    }

    static Expression Case(Expression? before, Field field, object key, object? value)
    {
        // 0.1 as a float32 is not the float64 of that name.
        var searched = field.Type == DataType.Float32 ? Functions.Lit(key).Cast(field.Type) : Functions.Lit(key);
        var (condition, replacement) = (Functions.Col(field.Name).EqualTo(searched), Functions.Lit(value).Cast(field.Type));
        return before is null ? Functions.When(condition, replacement) : before.When(condition, replacement);
    }

    static (Expression Value, Field Field) Filled(Field field, object value)
    {
        var column = Functions.Col(field.Name);
        return (Functions.When(IsMissing(field), Functions.Lit(value).Cast(field.Type)).Otherwise(column), field with { Nullable = false });
    }

    static Expression IsMissing(Field field)
    {
        var column = Functions.Col(field.Name);
        return field.Type.Kind is TypeKind.Float32 or TypeKind.Float64 ? column.IsNull() | Functions.IsNaN(column) : column.IsNull();
    }

    static string KindOf(object value) => value switch
    {
        bool => "truth value",
        string => "text",
        sbyte or byte or short or ushort or int or uint or long or float or double or decimal => "number",
        _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{value} ({value.GetType().Name}) is no number, text or truth value.")),
    };

    static string? KindOf(DataType type) => type.Kind switch
    {
        TypeKind.Bool => "truth value",
        TypeKind.String => "text",
        _ => type.IsNumeric ? "number" : null,
    };

    ImmutableArray<Field> FieldsOf(ReadOnlySpan<string> columns) => columns.IsEmpty ? Schema.Fields : [.. columns.ToArray().Select(name => Schema[name])];

    // Select would forget what is known of a column that is computed: it stays the same column.
    DataFrame Replaced(IEnumerable<Field> fields, Func<Field, (Expression Value, Field Field)> replacement)
    {
        var replaced = fields.ToDictionary(field => field.Name, replacement);
        if (replaced.Count == 0) return this;

        ImmutableArray<Expression> columns = [.. Schema.Names.Select(name =>
            Rows.Resolved(replaced.TryGetValue(name, out var by) ? by.Value.As(name) : Functions.Col(name)))];
        _ = Rows.Fields(columns);
        return new(new Projection(Plan, columns, new([.. Schema.Fields.Select(field => replaced.TryGetValue(field.Name, out var by) ? by.Field : field)])));
    }
}
