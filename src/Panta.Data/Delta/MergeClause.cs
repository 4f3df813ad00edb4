using Panta.Data.Expressions;

namespace Panta.Data.Delta;

/// <summary>What a merge does with rows: one case of several, of which the first whose condition holds is taken.</summary>
public sealed record MergeClause
{
    MergeClause(MergeAction action) => Action = action;

    /// <summary>Gets the condition, or null: always.</summary>
    public Expression? Condition { get; private init; }

    internal MergeAction Action { get; }

    /// <summary>The values by columns; null: each column that the source has.</summary>
    internal IReadOnlyDictionary<string, Expression>? Values { get; private init; }

    /// <summary>Gives columns of the matched row other values.</summary>
    /// <param name="values">By column, formulas over <c>target.x</c> and <c>source.x</c>.</param>
    /// <param name="condition">When. Default null: always.</param>
    public static MergeClause Update(IReadOnlyDictionary<string, Expression> values, Expression? condition = null) => new(MergeAction.Update) { Values = values, Condition = condition };

    /// <summary>Gives each column that the source has the source's value.</summary>
    /// <param name="condition">When. Default null: always.</param>
    public static MergeClause UpdateAll(Expression? condition = null) => new(MergeAction.Update) { Condition = condition };

    /// <summary>Takes the row out.</summary>
    /// <param name="condition">When. Default null: always.</param>
    public static MergeClause Delete(Expression? condition = null) => new(MergeAction.Delete) { Condition = condition };

    /// <summary>Puts a row in; columns that are given no value are null.</summary>
    /// <param name="values">By column, formulas over <c>source.x</c>.</param>
    /// <param name="condition">When. Default null: always.</param>
    public static MergeClause Insert(IReadOnlyDictionary<string, Expression> values, Expression? condition = null) => new(MergeAction.Insert) { Values = values, Condition = condition };

    /// <summary>Puts the source's row in.</summary>
    /// <param name="condition">When. Default null: always.</param>
    public static MergeClause InsertAll(Expression? condition = null) => new(MergeAction.Insert) { Condition = condition };
}

/// <summary>What a clause does.</summary>
enum MergeAction
{
    /// <summary>Other values.</summary>
    Update,

    /// <summary>The row goes.</summary>
    Delete,

    /// <summary>A new row.</summary>
    Insert,
}
