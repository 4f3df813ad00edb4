using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>
/// A formula over columns: a small typed tree with Spark's operators, functions and meanings (ANSI: overflow and division by zero are errors, null in gives null
/// out). Immutable. It knows no engine; each engine renders it.
/// </summary>
/// <remarks>
/// <c>==</c> and <c>!=</c> compare two formulas, as for every record; what compares the values of each row is <see cref="EqualTo"/> and <see cref="NotEqualTo"/>.
/// That is why a truth value becomes a literal by <see cref="Functions.Lit"/> only: a condition written with <c>==</c> does not compile.
/// </remarks>
[SuppressMessage("Usage", "CA2225", Justification = "The named alternatives are Spark's: EqualTo, And, Plus … would say each thing twice.")]
public abstract record Expression
{
    /// <summary>A whole number as a literal of 32 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Expression(int value) => Literal.Of(value);

    /// <summary>A whole number as a literal of 64 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Expression(long value) => Literal.Of(value);

    /// <summary>A number as a literal of 64 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Expression(double value) => Literal.Of(value);

    /// <summary>A decimal number as a literal of its own digits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Expression(decimal value) => Literal.Of(value);

    /// <summary>A text as a literal; a column is <see cref="Functions.Col"/>.</summary>
    /// <param name="value">The text, or null.</param>
    public static implicit operator Expression(string? value) => Literal.Of(value);

    /// <summary>A day as a literal.</summary>
    /// <param name="value">The day.</param>
    public static implicit operator Expression(DateOnly value) => Literal.Of(value);

    /// <summary>An instant as a literal.</summary>
    /// <param name="value">The instant.</param>
    public static implicit operator Expression(DateTimeOffset value) => Literal.Of(value);

    /// <summary>The sum.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Expression operator +(Expression left, Expression right) => new Call("+", left, right);

    /// <summary>The difference.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Expression operator -(Expression left, Expression right) => new Call("-", left, right);

    /// <summary>The number with the other sign.</summary>
    /// <param name="value">A number.</param>
    public static Expression operator -(Expression value) => new Call("negative", value);

    /// <summary>The product.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Expression operator *(Expression left, Expression right) => new Call("*", left, right);

    /// <summary>The quotient, float64 for whole numbers too; division by zero is an error.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Expression operator /(Expression left, Expression right) => new Call("/", left, right);

    /// <summary>The remainder, with the sign of the dividend; division by zero is an error.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Expression operator %(Expression left, Expression right) => new Call("%", left, right);

    /// <summary>Whether the left one is less. NaN is greater than every other number.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value of a type that compares with it.</param>
    public static Expression operator <(Expression left, Expression right) => new Call("<", left, right);

    /// <summary>Whether the left one is greater. NaN is greater than every other number.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value of a type that compares with it.</param>
    public static Expression operator >(Expression left, Expression right) => new Call(">", left, right);

    /// <summary>Whether the left one is less or equal. NaN equals NaN.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value of a type that compares with it.</param>
    public static Expression operator <=(Expression left, Expression right) => new Call("<=", left, right);

    /// <summary>Whether the left one is greater or equal. NaN equals NaN.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value of a type that compares with it.</param>
    public static Expression operator >=(Expression left, Expression right) => new Call(">=", left, right);

    /// <summary>Whether both hold; three-valued, as SQL has it.</summary>
    /// <param name="left">A truth value.</param>
    /// <param name="right">A truth value.</param>
    public static Expression operator &(Expression left, Expression right) => new Call("and", left, right);

    /// <summary>Whether one of them holds; three-valued, as SQL has it.</summary>
    /// <param name="left">A truth value.</param>
    /// <param name="right">A truth value.</param>
    public static Expression operator |(Expression left, Expression right) => new Call("or", left, right);

    /// <summary>Whether it does not hold.</summary>
    /// <param name="value">A truth value.</param>
    public static Expression operator !(Expression value) => new Call("not", value);

    /// <summary>Reads a formula written in SQL: <c>x &gt; 3 AND town = 'Ulm'</c>. It is parsed, never pasted into a statement.</summary>
    /// <param name="sql">One expression: columns, literals, operators, CASE, CAST, IN, BETWEEN, LIKE and Spark's functions. Names in back-ticks or double quotes.</param>
    /// <exception cref="FormatException">It is none, or holds something else: a subquery, a parameter, a function that is not known.</exception>
    public static Expression Parse(string sql) => ExpressionParser.Parse(sql);

    /// <summary>Whether the two are equal; null where either is. NaN equals NaN.</summary>
    /// <param name="other">What to compare with.</param>
    public Expression EqualTo(Expression other) => new Call("==", this, other);

    /// <summary>Whether the two differ; null where either is.</summary>
    /// <param name="other">What to compare with.</param>
    public Expression NotEqualTo(Expression other) => !EqualTo(other);

    /// <summary>Whether the two are equal, null being equal to null; never null.</summary>
    /// <param name="other">What to compare with.</param>
    public Expression EqualNullSafe(Expression other) => new Call("<=>", this, other);

    /// <summary>Whether it is null.</summary>
    public Expression IsNull() => new Call("isnull", this);

    /// <summary>Whether it is not null.</summary>
    public Expression IsNotNull() => new Call("isnotnull", this);

    /// <summary>Whether it equals one of the values.</summary>
    /// <param name="values">At least one value.</param>
    public Expression IsIn(params ReadOnlySpan<Expression> values) => new Call("in", [this, .. values]);

    /// <summary>Whether it lies between the two, both included.</summary>
    /// <param name="lower">The least value.</param>
    /// <param name="upper">The greatest value.</param>
    public Expression Between(Expression lower, Expression upper) => (this >= lower) & (this <= upper);

    /// <summary>Whether a text is as the pattern says: <c>%</c> any characters, <c>_</c> one, <c>\</c> takes the next as it is.</summary>
    /// <param name="pattern">The pattern.</param>
    public Expression Like(string pattern) => new Call("like", this, pattern);

    /// <summary>Whether a regular expression (RE2) is found in a text.</summary>
    /// <param name="pattern">The regular expression.</param>
    public Expression RLike(string pattern) => new Call("rlike", this, pattern);

    /// <summary>Whether a text contains another.</summary>
    /// <param name="text">The other.</param>
    public Expression Contains(Expression text) => new Call("contains", this, text);

    /// <summary>Whether a text begins with another.</summary>
    /// <param name="text">The other.</param>
    public Expression StartsWith(Expression text) => new Call("startswith", this, text);

    /// <summary>Whether a text ends with another.</summary>
    /// <param name="text">The other.</param>
    public Expression EndsWith(Expression text) => new Call("endswith", this, text);

    /// <summary>Some characters of a text.</summary>
    /// <param name="start">The first, from 1; negative from the end.</param>
    /// <param name="length">How many.</param>
    public Expression Substring(Expression start, Expression length) => new Call("substring", this, start, length);

    /// <summary>The value as another type; one that has no such value is an error. Fractions are cut off.</summary>
    /// <param name="type">The type.</param>
    public Expression Cast(DataType type) => new Cast(this, type);

    /// <summary>The value as another type; null where it has no such value.</summary>
    /// <param name="type">The type.</param>
    public Expression TryCast(DataType type) => new Cast(this, type) { Try = true };

    /// <summary>The same under a name.</summary>
    /// <param name="name">The name of the column.</param>
    public Expression As(string name) => new Alias(this, name);

    /// <summary>A field of a struct.</summary>
    /// <param name="name">The field's name.</param>
    public Expression GetField(string name) => new ExtractValue(this, name);

    /// <summary>An element of an array by its place from 0, or of a map by its key; null where there is none.</summary>
    /// <param name="key">Place or key.</param>
    public Expression GetItem(Expression key) => new ExtractValue(this, key);

    /// <summary>Ascending, nulls first.</summary>
    public SortOrder Asc() => new(this);

    /// <summary>Ascending, nulls last.</summary>
    public SortOrder AscNullsLast() => new(this) { NullsFirst = false };

    /// <summary>Descending, nulls last.</summary>
    public SortOrder Desc() => new(this) { Descending = true, NullsFirst = false };

    /// <summary>Descending, nulls first.</summary>
    public SortOrder DescNullsFirst() => new(this) { Descending = true };

    /// <summary>An aggregate or window function over the rows around each row.</summary>
    /// <param name="window">Which rows.</param>
    public Expression Over(Window window) => new OverWindow(this, window);

    /// <summary>A further case of <see cref="Functions.When"/>.</summary>
    /// <param name="condition">A truth value.</param>
    /// <param name="value">The value where it holds and no earlier one did.</param>
    /// <exception cref="InvalidOperationException">This is no <see cref="Functions.When"/>, or it has its <see cref="Otherwise"/> already.</exception>
    public Expression When(Expression condition, Expression value) => new Call("when", [.. OpenCases(), condition, value]);

    /// <summary>The value where no case of <see cref="Functions.When"/> holds. Default null.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">This is no <see cref="Functions.When"/>, or it has its <see cref="Otherwise"/> already.</exception>
    public Expression Otherwise(Expression value) => new Call("when", [.. OpenCases(), value]);

    /// <summary>The formula as Spark writes it, which is the name of a column that is given none: <c>(x + 1)</c>, <c>sum(x)</c>.</summary>
    public sealed override string ToString() => ExpressionText.Of(this);

    ImmutableArray<Expression> OpenCases() => this is Call { Function: "when" } call && call.Arguments.Length % 2 == 0
        ? call.Arguments
        : throw new InvalidOperationException($"'{this}' is no open When: begin with Functions.When(condition, value), and end with Otherwise.");
}
