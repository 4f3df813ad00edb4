using Panta.Data.Expressions;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// Whether a data file can hold a row for which a condition is true, by its partition values and statistics. What is not known or not understood may be anything:
/// the file is kept then. A file that is passed over surely has no such row.
/// </summary>
/// <param name="snapshot">The table.</param>
/// <param name="condition">The condition, over the snapshot's columns.</param>
sealed class FilePruning(DeltaSnapshot snapshot, Expression condition)
{
    /// <summary>What a condition may come to in the rows of a file.</summary>
    [Flags]
    enum Truth
    {
        None = 0,
        True = 1,
        False = 2,
        Null = 4,
        Any = True | False | Null,
    }

    /// <summary>Whether the file can hold a row that meets the condition.</summary>
    public bool MayMatch(AddFile file)
    {
        using var facts = new FileFacts(file);
        return (Of(condition, facts) & Truth.True) != 0;
    }

    Truth Of(Expression expression, FileFacts facts) => expression switch
    {
        Alias alias => Of(alias.Value, facts),
        Literal { Value: bool truth } => truth ? Truth.True : Truth.False,
        Literal { Value: null } => Truth.Null,
        Call { Arguments: [var left, var right] } call when call.Function is "and" => And(Of(left, facts), Of(right, facts)),
        Call { Arguments: [var left, var right] } call when call.Function is "or" => Not(And(Not(Of(left, facts)), Not(Of(right, facts)))),
        Call { Function: "not", Arguments: [var value] } => Not(Of(value, facts)),
        Call { Function: "isnull", Arguments: [var value] } => IsNull(value, facts),
        Call { Function: "isnotnull", Arguments: [var value] } => Not(IsNull(value, facts)),
        Call { Function: "in", Arguments: [var value, .. var choices] } =>
            choices.Aggregate(Truth.False, (any, choice) => Not(And(Not(any), Not(Compare("==", value, choice, facts))))),
        Call { Function: "like" or "startswith", Arguments: [var text, Literal { Value: string pattern }] } call =>
            Begins(text, call.Function == "like" ? PrefixOf(pattern) : pattern, facts),
        Call { Arguments: [var left, var right] } call => Compare(call.Function, left, right, facts),
        ColumnReference => Compare("==", expression, Literal.Of(true), facts),
        _ => Truth.Any,
    };

    static Truth Not(Truth truth) =>
        ((truth & Truth.True) != 0 ? Truth.False : Truth.None) | ((truth & Truth.False) != 0 ? Truth.True : Truth.None) | truth & Truth.Null;

    static Truth And(Truth left, Truth right) => left & right & Truth.True | (left | right) & (Truth.False | Truth.Null);

    Truth IsNull(Expression value, FileFacts facts) =>
        RangeOf(value, facts) is not { } range ? Truth.Any
        : (range.MayBeNull ? Truth.True : Truth.None) | (range.MayHaveValue ? Truth.False : Truth.None);

    Truth Compare(string function, Expression left, Expression right, FileFacts facts)
    {
        if (left is Literal literal && right is not Literal) return Compare(Mirrored(function), right, literal, facts);
        if (right is not Literal { Value: { } sought } constant || RangeOf(left, facts) is not { } range)
            return right is Literal { Value: null } && function is "==" or "<" or "<=" or ">" or ">=" ? Truth.Null : Truth.Any;

        var nothing = range.MayBeNull ? Truth.Null : Truth.None;
        if (!range.MayHaveValue) return function is "==" or "<" or "<=" or ">" or ">=" ? nothing : Truth.Any;
        if (range.For(sought, constant.Type) is not { } bounds) return Truth.Any;

        return nothing | function switch
        {
            "==" => Either(bounds.MayEqual, true),
            "<" => Either(bounds.MayBeLess, bounds.MayEqual || bounds.MayBeGreater),
            "<=" => Either(bounds.MayBeLess || bounds.MayEqual, bounds.MayBeGreater),
            ">" => Either(bounds.MayBeGreater, bounds.MayEqual || bounds.MayBeLess),
            ">=" => Either(bounds.MayBeGreater || bounds.MayEqual, bounds.MayBeLess),
            "<=>" => Either(bounds.MayEqual, true),
            _ => Truth.Any,
        };
    }

    static Truth Either(bool mayHold, bool mayFail) => (mayHold ? Truth.True : Truth.None) | (mayFail ? Truth.False : Truth.None);

    static string Mirrored(string function) => function switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        "==" or "<=>" => function,
        _ => "",
    };

    // A text that begins so is no less than the beginning, and no greater than it with the greatest character behind.
    Truth Begins(Expression text, string prefix, FileFacts facts)
    {
        if (prefix.Length == 0 || RangeOf(text, facts) is not { } range || range.For(prefix, DataType.String) is not { } low
            || range.For(prefix + "\U0010FFFF", DataType.String) is not { } high) return Truth.Any;

        return (low.MayEqual || low.MayBeGreater) && (high.MayEqual || high.MayBeLess) ? Truth.Any : Truth.False | Truth.Null;
    }

    static string PrefixOf(string pattern)
    {
        var end = pattern.AsSpan().IndexOfAny("%_\\");
        return end < 0 ? pattern : pattern[..end];
    }

    ValueRange? RangeOf(Expression value, FileFacts facts) => LeafOf(value) is { } leaf ? facts.Of(leaf) : null;

    // A column, or a field of a struct column.
    Leaf? LeafOf(Expression value)
    {
        if (value is Alias alias) return LeafOf(alias.Value);
        if (value is ColumnReference column) return snapshot.FindLeaf(column.Name);

        return value is ExtractValue { Key: Literal { Value: string field } } part && LeafOf(part.Value) is { Field.Type.Fields: { } fields } outer
            && fields.Find(field) is { } inner ? outer.Within(inner, snapshot.Path, snapshot.Mapping) : null;
    }
}
